// SPDX-License-Identifier: Apache-2.0
#include "cli/outcome.hpp"

#include <algorithm>
#include <vector>

#include <boost/json.hpp>

#include "cli/output.hpp"
#include "cli/replay.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

std::string word(const js::object& object, std::string_view key) {
  const js::value* value = object.if_contains({key.data(), key.size()});
  return value == nullptr || !value->is_string()
             ? std::string()
             : std::string(value->as_string().data(), value->as_string().size());
}

std::int64_t whole(const js::object& object, std::string_view key) {
  const js::value* value = object.if_contains({key.data(), key.size()});
  return value == nullptr || !value->is_int64() ? 0 : value->as_int64();
}

template <class Use>
void each(const js::object& row, std::string_view key, Use&& use) {
  const js::value* list = row.if_contains({key.data(), key.size()});
  if (list == nullptr || !list->is_array()) return;
  for (const js::value& item : list->as_array())
    if (item.is_object()) use(item.as_object());
}

Outcome outcome_of(const js::object& assessment) {
  Outcome out;
  each(assessment, "balances", [&](const js::object& one) {
    out.points[word(one, "currency")] = {whole(one, "active"), whole(one, "pending"),
                                         whole(one, "debt")};
  });
  each(assessment, "standings", [&](const js::object& one) {
    out.tiers[word(one, "ladder")] = word(one, "tier");
  });
  return out;
}

class History {
 public:
  History(const Options& options, const Program& program, Outcomes& out)
      : options_(options),
        engine_(program.engine.get()),
        program_(program),
        day_(*parse_day(options.as_of)),
        out_(out),
        assessment_(patron_table_create(options.language.c_str())),
        json_(patron_buffer_create()) {}

  bool run(std::string& problem) {
    if (!read_input(options_, program_, input_, problem)) return false;
    Counts before;
    std::vector<Customer> customers = group(input_, engine_, day_, before);
    Replay replay(program_, input_, options_.language, PATRON_RECORDED);
    const auto tell = [&](const Customer&, TableHandle& effects) {
      take(effects.get());
    };
    const bool whole = replay_by_time(replay, input_, customers, tell) &&
                       std::all_of(customers.begin(), customers.end(),
                                   [&](Customer& each) { return look_at(replay, each); });
    if (!whole) problem = replay.fatal();
    out_.refused = replay.refusals().size();
    out_.left_out = input_.rejects.size() + replay.rejects().size();
    return whole;
  }

 private:
  void take(const patron_table* effects) {
    for (std::size_t row = 0; row < patron_table_rows(effects); ++row)
      if (cell_text(effects, row, "kind") == "infeasible") ++out_.infeasible;
  }

  bool look_at(Replay& replay, Customer& customer) {
    const patron_member* member = customer.member.get();
    if (member == nullptr || patron_member_revision(member) == 0) return true;
    const bool there =
        replay.advance(customer, day_, [](TableHandle&) {}) &&
        patron_engine_assess(engine_, member, patron_engine_day_end(engine_, day_),
                             assessment_.get(), replay.error()) == PATRON_OK &&
        patron_table_row_json(assessment_.get(), 0, json_.get(), replay.error()) ==
            PATRON_OK;
    if (!there) return false;
    boost::system::error_code code;
    const std::string_view row = text(json_.get());
    const js::value read = js::parse({row.data(), row.size()}, code);
    if (!code && read.is_object())
      out_.customers[customer.id] = outcome_of(read.as_object());
    customer.member.reset();
    return true;
  }

  const Options& options_;
  const patron_engine* engine_;
  const Program& program_;
  std::int32_t day_;
  Outcomes& out_;
  Input input_;
  TableHandle assessment_;
  BufferHandle json_;
};

}  // namespace

bool replay_history(const Options& options, const Program& program, Outcomes& out,
                    std::string& problem) {
  return History(options, program, out).run(problem);
}

}  // namespace patron::cli
