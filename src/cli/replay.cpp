// SPDX-License-Identifier: Apache-2.0
// Events go in by time. Those of one instant go in together, so that the engine, not the
// file, decides their order (an earn before the spend that it covers); if such a group is
// not accepted whole, or names an id twice, its events go in one by one.
#include "cli/replay.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "cli/file.hpp"
#include "cli/mapping.hpp"
#include "cli/output.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

constexpr std::int64_t kHalfDay = 12 * 60 * 60 * 1000;

// Refused by the rules; conflicts, foreign and too old events are bad rows.
bool is_refusal(patron_status status) {
  return status / 100 == 3 && status != PATRON_E_CONFLICT &&
         status != PATRON_E_MISMATCH && status != PATRON_E_TOO_OLD &&
         status != PATRON_E_ERASED;
}

bool is_fatal(patron_status status) {
  return status == PATRON_E_MEMORY || status == PATRON_E_INTERNAL ||
         status == PATRON_E_STATE || status == PATRON_E_ARGUMENT;
}

}  // namespace

bool read_input(const Options& options, const Program& program, Input& input,
                std::string& problem) {
  input.program_from = program.from;
  CellKinds kinds;
  kinds.add_pack(program.pack_json);
  std::shared_ptr<Mapping> mapping;
  if (!options.map.empty()) {
    std::string content;
    if (!read_file(options.map, content, problem)) return false;
    mapping = std::make_shared<Mapping>();
    if (!mapping->read(content, problem)) {
      problem = options.map + ": " + problem;
      return false;
    }
  }
  if (!options.customers.empty() &&
      !read_events_file(options.customers, nullptr, kinds, true, input, problem)) {
    return false;
  }
  for (const std::string& path : options.events) {
    if (!read_events_file(path, mapping, kinds, false, input, problem)) return false;
  }
  return true;
}

std::vector<Customer> group(Input& input, const patron_engine* engine, std::int32_t as_of,
                            Counts& counts) {
  const std::int64_t end = patron_engine_day_end(engine, as_of);
  std::vector<Customer> customers;
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::uint32_t i = 0; i < input.events.size(); ++i) {
    Event& event = input.events[i];
    if (const auto day = parse_day(event.occurred_at)) {
      event.instant = patron_engine_day_end(engine, *day) + 1 - kHalfDay;  // Noon.
    } else if (patron_instant_parse(event.occurred_at.data(), event.occurred_at.size(),
                                    &event.instant, nullptr) != PATRON_OK) {
      event.instant = end;  // No time at all: the engine will say so.
    }
    if (event.instant > end) {
      ++counts.later;
      continue;
    }
    const auto [found, added] = index.try_emplace(event.customer, customers.size());
    if (added) customers.push_back({event.customer, {}, nullptr});
    customers[found->second].events.push_back(i);
  }
  for (Customer& customer : customers) {
    std::stable_sort(customer.events.begin(), customer.events.end(),
                     [&](std::uint32_t a, std::uint32_t b) {
                       return input.events[a].instant < input.events[b].instant;
                     });
  }
  return customers;
}

std::vector<std::size_t> turns_by_time(const Input& input,
                                       const std::vector<Customer>& customers) {
  std::vector<std::pair<std::int64_t, std::size_t>> turns;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const std::vector<std::uint32_t>& events = customers[i].events;
    for (std::size_t e = 0; e < events.size(); ++e) {
      const std::int64_t at = input.events[events[e]].instant;
      if (e == 0 || at != input.events[events[e - 1]].instant) turns.emplace_back(at, i);
    }
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> out;
  for (const auto& [at, customer] : turns) out.push_back(customer);
  return out;
}

bool replay_by_time(Replay& replay, const Input& input, std::vector<Customer>& customers,
                    const OnCustomer& on_customer) {
  const bool begun =
      std::all_of(customers.begin(), customers.end(),
                  [&](Customer& customer) { return replay.start(customer); });
  if (!begun) return false;
  const std::vector<std::size_t> turns = turns_by_time(input, customers);
  std::vector<std::size_t> next(customers.size());
  return std::all_of(turns.begin(), turns.end(), [&](std::size_t i) {
    Customer& customer = customers[i];
    return replay.step(
        customer, next[i], [&](TableHandle& effects) { on_customer(customer, effects); },
        [](const Event&) {});
  });
}

Replay::Replay(const Program& program, const Input& input, const std::string& language,
               std::uint32_t flags, bool alone)
    : engine_(program.engine.get()),
      input_(input),
      flags_(flags),
      error_(patron_error_create(language.c_str())),
      effects_(patron_table_create(language.c_str())) {
  const std::size_t count = patron_engine_count(engine_, PATRON_LIST_SCOPES);
  patron_scopes* scopes = nullptr;
  alone_ = alone && count > 0;
  if (alone || count == 0 || patron_scopes_create(engine_, &scopes, nullptr) != PATRON_OK)
    return;
  scopes_.reset(scopes);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t size = 0;
    const char* key = patron_engine_name(engine_, PATRON_LIST_SCOPES,
                                         static_cast<std::int32_t>(i), &size);
    const patron_status status =
        patron_scopes_load(scopes, key, size, nullptr, 0, error_.get());
    if (status != PATRON_OK) scopes_.reset();  // Its requests then stay open.
    if (scopes_ == nullptr) return;
  }
}

std::string Replay::fatal() const { return std::string(message(error_.get())); }

bool Replay::fail(std::uint32_t index, patron_status status) {
  if (is_fatal(status)) return false;
  const Event& event = input_.events[index];
  const char* name = patron_status_name(status);
  const std::string code = name == nullptr ? std::to_string(status) : name;
  std::string reason(message(error_.get()));
  if (is_refusal(status)) {
    refusals_.push_back({index, code, std::move(reason)});
    return true;
  }
  Spot spot = locate(input_, event, path(error_.get()));
  const bool ndjson = input_.file_of(input_.rows[event.row]).header.empty();
  if (ndjson && patron_error_column(error_.get()) > 0) {
    spot.column = static_cast<std::uint32_t>(patron_error_column(error_.get()));
  }
  rejects_.push_back({event.row, spot.line, spot.column, code, std::move(reason)});
  return true;
}

bool Replay::apply_one(patron_member* member, std::uint32_t index,
                       const OnEffects& on_effects, const OnSurvey& on_survey) {
  const Event& event = input_.events[index];
  const std::uint64_t before = patron_member_revision(member);
  const patron_status status =
      patron_engine_apply(engine_, member, event.json.data(), event.json.size(),
                          scopes_.get(), flags_, effects_.get(), error_.get());
  if (status != PATRON_OK) return fail(index, status);
  if (patron_member_revision(member) == before) {
    ++counts_.duplicates;  // Nothing changed: this very event was there.
    return true;
  }
  ++counts_.applied;
  tell(on_effects);
  if (event.survey) on_survey(event);
  return true;
}

void Replay::tell(const OnEffects& on_effects) {
  const auto rows = static_cast<std::size_t>(alone_) * patron_table_rows(effects_.get());
  for (std::size_t row = 0; row < rows && !asked_; ++row)
    asked_ = cell_text(effects_.get(), row, "kind") == "request";
  on_effects(effects_);
}

bool Replay::start(Customer& customer) {
  patron_member* member = nullptr;
  const patron_status status = patron_member_create(
      engine_, customer.id.data(), customer.id.size(), &member, error_.get());
  customer.member.reset(member);
  if (status == PATRON_OK) return true;
  // No such id can be: each of its rows is bad.
  const patron_status code = status == PATRON_E_ARGUMENT ? PATRON_E_EVENT : status;
  const std::vector<std::uint32_t> events = std::exchange(customer.events, {});
  return std::all_of(events.begin(), events.end(),
                     [&](std::uint32_t event) { return fail(event, code); });
}

bool Replay::step(Customer& customer, std::size_t& at, const OnEffects& on_effects,
                  const OnSurvey& on_survey) {
  const std::vector<std::uint32_t>& events = customer.events;
  const std::int64_t instant = input_.events[events[at]].instant;
  std::unordered_set<std::string_view> ids;
  const std::size_t first = at;
  lines_.clear();
  for (; at < events.size() && input_.events[events[at]].instant == instant; ++at) {
    const Event& event = input_.events[events[at]];
    ids.insert(event.id);
    lines_ += event.json;
    lines_ += '\n';
  }
  const std::size_t count = at - first;
  patron_member* member = customer.member.get();
  const bool together =
      count > 1 && ids.size() == count &&
      patron_engine_apply(engine_, member, lines_.data(), lines_.size(), scopes_.get(),
                          flags_, effects_.get(), error_.get()) == PATRON_OK;
  if (!together) {
    return std::all_of(&events[first], &events[first] + count, [&](std::uint32_t event) {
      return apply_one(member, event, on_effects, on_survey);
    });
  }
  counts_.applied += count;
  tell(on_effects);
  for (std::size_t i = first; i < at; ++i)
    if (input_.events[events[i]].survey) on_survey(input_.events[events[i]]);
  return true;
}

bool Replay::advance(Customer& customer, std::int32_t day, const OnEffects& on_effects) {
  const std::int64_t until = patron_engine_day_end(engine_, day);
  if (patron_member_watermark(customer.member.get()) >= until) return true;
  const std::uint32_t flags = (flags_ & PATRON_TRACE) | PATRON_FAR_AHEAD;
  const patron_status status =
      patron_engine_advance(engine_, customer.member.get(), until, scopes_.get(), flags,
                            effects_.get(), error_.get());
  if (status != PATRON_OK) return false;
  tell(on_effects);
  return true;
}

}  // namespace patron::cli
