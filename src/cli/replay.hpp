// SPDX-License-Identifier: Apache-2.0
// A customer's events onto a member, in order, each counted once: applied, a duplicate,
// refused by the rules, or left out as a bad row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/handles.hpp"
#include "cli/input.hpp"
#include "cli/options.hpp"
#include "cli/program.hpp"

namespace patron::cli {

struct Refusal {
  std::uint32_t event = 0;  // Index in Input::events.
  std::string code, reason;
};

struct Counts {
  std::uint64_t applied = 0, duplicates = 0, later = 0;
};

struct Customer {
  std::string id;
  std::vector<std::uint32_t> events;  // Indexes, in order of time.
  MemberHandle member;                // While the customer is at work.
};

// Everything that --events and --customers name, read. False: `problem` is for stderr.
bool read_input(const Options& options, const Program& program, Input& input,
                std::string& problem);
// Sets the instants and groups by customer, in order of first appearance; events after
// the last instant of `as_of` are left out and counted.
std::vector<Customer> group(Input& input, const patron_engine* engine, std::int32_t as_of,
                            Counts& counts);

// Customers in order of the instants of their events, once for each instant: so they go
// where they share something. To be asked when all have been started.
std::vector<std::size_t> turns_by_time(const Input& input,
                                       const std::vector<Customer>& customers);

class Replay;
// All customers from the start, in order of time; each call's effects are told. False: as
// of the Replay.
using OnCustomer = std::function<void(const Customer&, TableHandle&)>;
bool replay_by_time(Replay& replay, const Input& input, std::vector<Customer>& customers,
                    const OnCustomer& on_customer);

class Replay {
 public:
  // Called with the effects of each call, and with each survey that was accepted. Who
  // takes the table leaves another in its place.
  using OnEffects = std::function<void(TableHandle&)>;
  using OnSurvey = std::function<void(const Event&)>;

  // `alone`: each customer as if nothing were shared. One who asks for a budget all the
  // same (asked()) must take a turn among the others instead: in order of time, so that
  // the budget goes to who came first.
  Replay(const Program& program, const Input& input, const std::string& language,
         std::uint32_t flags, bool alone = false);
  bool asked() const { return asked_; }

  // All of these are false only if the surroundings failed (memory, an internal error):
  // fatal() says how. Bad rows go to rejects(), refusals to refusals().
  bool start(Customer& customer);  // Makes the member; none if there can be no such id.
  // Applies the events of one instant, beginning at events[at]; moves `at` behind them.
  bool step(Customer& customer, std::size_t& at, const OnEffects& on_effects,
            const OnSurvey& on_survey);
  // Time passes to the end of `day`.
  bool advance(Customer& customer, std::int32_t day, const OnEffects& on_effects);

  patron_error* error() const { return error_.get(); }
  const Counts& counts() const { return counts_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }
  const std::vector<Reject>& rejects() const { return rejects_; }
  std::string fatal() const;

 private:
  bool apply_one(patron_member* member, std::uint32_t event, const OnEffects& on_effects,
                 const OnSurvey& on_survey);
  void tell(const OnEffects& on_effects);
  bool fail(std::uint32_t event, patron_status status);

  const patron_engine* engine_;
  const Input& input_;
  std::uint32_t flags_;
  ErrorHandle error_;
  TableHandle effects_;
  ScopesHandle scopes_;
  std::string lines_;
  Counts counts_;
  std::vector<Refusal> refusals_;
  std::vector<Reject> rejects_;
  bool alone_ = false, asked_ = false;
};

}  // namespace patron::cli
