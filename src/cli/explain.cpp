// SPDX-License-Identifier: Apache-2.0
// explain: one customer's history as readable text: each effect with its rule, inputs and
// arithmetic, then what the scores are made of, then what the customer holds.
#include <algorithm>
#include <cstdio>
#include <string>

#include <boost/json.hpp>

#include "cli/output.hpp"
#include "cli/replay.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string signed_points(const std::string& text) {
  return text.empty() || text[0] == '-' ? text : '+' + text;
}

// "activate +980 miles (balance 1,240), usable through 2028-07-31"
std::string headline(const patron_table* table, std::size_t row,
                     const patron_engine* engine) {
  const std::string kind = cell_text(table, row, "kind");
  std::string out = kind == "posting" ? "" : kind + ' ';
  out += cell_text(table, row, "what");
  const std::string before = cell_text(table, row, "before");
  if (!before.empty()) out += " (before: " + before + ")";
  const std::string points = cell_text(table, row, "points");
  if (!points.empty()) {
    out += ' ' + signed_points(points) + ' ' + cell_text(table, row, "currency");
    const std::string balance = cell_text(table, row, "balance");
    if (!balance.empty()) out += " (balance " + balance + ")";
  }
  const std::int32_t until = patron_table_column(table, PATRON_LITERAL("until"));
  if (until >= 0 && patron_table_is_null(table, row, until) == 0) {
    const patron_date day =
        patron_engine_date(engine, patron_table_int64(table, row, until));
    out += (kind == "action" ? ", due " : ", through ") + day_text(day);
  }
  return out;
}

std::string plain(const js::value& value) {
  if (value.is_string()) {
    return {value.as_string().data(), value.as_string().size()};
  }
  return js::serialize(value);
}

// The inputs, arithmetic and lots behind an effect, a line each.
void print_detail(const std::string& detail) {
  boost::system::error_code code;
  const js::value value = js::parse(detail, code);
  if (code || !value.is_object()) return;
  for (const auto& [key, part] : value.as_object()) {
    const std::string name(key);
    std::string line;
    if (part.is_object()) {
      for (const auto& [input, read] : part.as_object()) {
        line += (line.empty() ? "" : ", ") + std::string(input) + " = " + plain(read);
      }
    } else if (part.is_array()) {
      for (const js::value& item : part.as_array()) {
        line += line.empty() ? "" : ", ";
        if (!item.is_object()) {
          line += plain(item);
          continue;
        }
        std::string inner;
        for (const auto& [field, read] : item.as_object()) {
          inner += (inner.empty() ? "" : " ") + std::string(field) + ' ' + plain(read);
        }
        line += inner;
      }
    } else {
      line = plain(part);
    }
    if (!line.empty()) std::printf("%24s%s: %s\n", "", name.c_str(), line.c_str());
  }
}

void print_statement(const patron_table* table, const patron_engine* engine) {
  std::string last;
  for (std::size_t row = 0; row < patron_table_rows(table); ++row) {
    const std::string day =
        day_text(patron_engine_date(engine, cell_int64(table, row, "at")));
    const std::string event = cell_text(table, row, "event");
    const std::string cause = event.empty() ? "time passed" : "event " + event;
    if (day + cause != last) std::printf("\n%s  %s\n", day.c_str(), cause.c_str());
    last = day + cause;
    std::string line = "  " + padded(headline(table, row, engine), 56);
    const std::string rule = cell_text(table, row, "rule");
    if (!rule.empty()) line += "  " + rule;
    const std::string pack = cell_text(table, row, "pack");
    if (!pack.empty()) line += " (pack " + pack + ")";
    std::printf("%12s%s\n", "", line.c_str());
    const std::string reason = cell_text(table, row, "reason");
    if (!reason.empty()) std::printf("%24sreason: %s\n", "", reason.c_str());
    print_detail(cell_text(table, row, "detail"));
  }
}

// A table in columns, without those that are empty in every row.
void print_table(const patron_table* table) {
  const auto columns = static_cast<std::int32_t>(patron_table_columns(table));
  const std::size_t rows = patron_table_rows(table);
  std::vector<std::string> lines(rows + 1, "  ");
  for (std::int32_t column = 0; column < columns; ++column) {
    std::vector<std::string> cells{patron_table_column_name(table, column)};
    std::size_t width = cells[0].size();
    bool any = false;
    for (std::size_t row = 0; row < rows; ++row) {
      cells.push_back(cell_text(table, row, column));
      any = any || !cells.back().empty();
      width = std::max(width, cells.back().size());
    }
    for (std::size_t i = 0; any && i <= rows; ++i) {
      lines[i] += padded(cells[i], width + 2);
    }
  }
  for (std::string& line : lines) {
    line.resize(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

class Explain {
 public:
  Explain(const Options& options, const Program& program)
      : options_(options),
        program_(program),
        ndjson_(options.format == "ndjson"),
        table_(patron_table_create(options.language.c_str())),
        json_(patron_buffer_create()) {}

  int go() {
    Input input;
    std::string problem;
    if (!read_input(options_, program_, input, problem)) return give_up(problem);
    const std::string& id = options_.customer;
    std::erase_if(input.events, [&](const Event& event) { return event.customer != id; });
    if (!input.rejects.empty() && !options_.quiet) {
      std::fprintf(stderr, "patron: %zu rows could not be read (patron run says which)\n",
                   input.rejects.size());
    }
    const patron_engine* engine = program_.engine.get();
    Counts counts;
    const std::int32_t any_day = *parse_day("2099-12-30");
    const std::int32_t as_of =
        options_.as_of.empty() ? any_day : *parse_day(options_.as_of);
    std::vector<Customer> customers = group(input, engine, as_of, counts);
    if (customers.empty()) {
      return give_up("no event of customer '" + options_.customer + "'" +
                     (options_.as_of.empty() ? "" : " up to " + options_.as_of));
    }
    Replay replay(program_, input, options_.language, PATRON_TRACE);
    const auto ignore_effects = [](TableHandle&) {};
    const auto ignore_survey = [](const Event&) {};
    Customer& customer = customers[0];
    if (!replay.start(customer)) return give_up(replay.fatal());
    for (std::size_t at = 0; at < customer.events.size();) {
      if (!replay.step(customer, at, ignore_effects, ignore_survey)) {
        return give_up(replay.fatal());
      }
    }
    input.rejects = replay.rejects();  // Those of other customers are of no interest.
    std::size_t printed = 0;
    print_rejects(input, printed);
    const std::vector<std::uint32_t>& events = customer.events;
    if (customer.member == nullptr) return kCouldNotSay;
    const std::int32_t first =
        patron_engine_date(engine, input.events[events.front()].instant);
    std::int32_t last = as_of;
    if (options_.as_of.empty()) {
      last = patron_engine_date(engine, input.events[events.back()].instant);
    }
    if (!replay.advance(customer, last, ignore_effects)) return give_up(replay.fatal());
    if (!options_.event.empty()) return print_event(replay, customer.member.get());
    return print(replay, customer.member.get(), std::min(first, last), last);
  }

 private:
  void heading(const std::string& text) const {
    if (!ndjson_) std::printf("\n%s\n", text.c_str());
  }

  void rows_as_json(const char* what) const {
    for (std::size_t row = 0; row < patron_table_rows(table_.get()); ++row) {
      if (patron_table_row_json(table_.get(), row, json_.get(), nullptr) != PATRON_OK) {
        continue;
      }
      std::string_view json = text(json_.get());
      while (!json.empty() && json.back() == '\n') json.remove_suffix(1);
      std::printf("{\"row\":%.*s,\"table\":\"%s\"}\n", static_cast<int>(json.size()),
                  json.data(), what);
    }
  }

  int print(Replay& replay, const patron_member* member, std::int32_t first,
            std::int32_t last) {
    const patron_engine* engine = program_.engine.get();
    const std::int64_t at = patron_engine_day_end(engine, last);
    if (!ndjson_) {
      std::printf("customer %s, %s, as of the end of %s\n", options_.customer.c_str(),
                  program_.title.c_str(), day_text(last).c_str());
    }
    if (patron_engine_statement(engine, member, first, last, table_.get(),
                                replay.error()) != PATRON_OK) {
      return give_up(replay.fatal());
    }
    if (ndjson_) {
      rows_as_json("statement");
    } else {
      print_statement(table_.get(), engine);
    }
    for (const Refusal& refusal : replay.refusals()) {
      if (!ndjson_) std::printf("\nrefused: %s\n", refusal.reason.c_str());
    }
    if (patron_engine_explain_assessment(engine, member, at, table_.get(),
                                         replay.error()) != PATRON_OK) {
      return give_up(replay.fatal());
    }
    show("assessment", "What the assessment is made of");
    for (const char* what : {"balances", "lots", "tiers", "metrics", "trips", "places",
                             "signals", "actions", "requests", "undecided"}) {
      const std::string name = what;
      if (patron_engine_holdings(engine, member, name.data(), name.size(), at,
                                 table_.get(), replay.error()) != PATRON_OK) {
        return give_up(replay.fatal());
      }
      show(what, "Holds: " + name);
    }
    return kYes;
  }

  // Each rule that the event set off, the parts of its condition, what it would have
  // taken.
  int print_event(Replay& replay, const patron_member* member) {
    const std::string& event = options_.event;
    if (patron_engine_explain_event(program_.engine.get(), member, event.data(),
                                    event.size(), table_.get(),
                                    replay.error()) != PATRON_OK)
      return give_up(replay.fatal());
    if (ndjson_) {
      rows_as_json("rules");
      return kYes;
    }
    std::printf("event %s of customer %s\n", options_.event.c_str(),
                options_.customer.c_str());
    const patron_table* rows = table_.get();
    std::string rule;
    std::int64_t way = 0;
    for (std::size_t row = 0; row < patron_table_rows(rows); ++row) {
      const std::string name = cell_text(rows, row, "rule");
      const std::int64_t number = cell_int64(rows, row, "way");
      const std::string text = cell_text(rows, row, "text");
      const bool first = name != rule || (number == 0 && way > 0);
      if (first)
        std::printf("\n%s: %s\n", name.c_str(),
                    cell_text(rows, row, "status").c_str());
      if (!text.empty()) print_part(row, text, !first && number == way);
      rule = name;
      way = number;
    }
    return kYes;
  }

  // `goes_on`: another part of the same way.
  void print_part(std::size_t row, const std::string& text, bool goes_on) const {
    const std::int64_t way = cell_int64(table_.get(), row, "way");
    const auto depth =
        static_cast<std::size_t>(cell_int64(table_.get(), row, "depth"));
    std::string line = cell_int64(table_.get(), row, "decides") != 0 ? "  * " : "    ";
    if (way == 0) line.append(2 * depth, ' ');
    if (way > 0) line = goes_on ? "    and " : way == 1 ? "  it would take " : "  or ";
    const bool wanted = way == 0 || cell_int64(table_.get(), row, "wanted") != 0;
    line += wanted ? text : "not (" + text + ")";
    if (line.size() < 50) line.append(50 - line.size(), ' ');
    const std::string value = cell_text(table_.get(), row, "value");
    if (way > 0 && !value.empty()) line += "  now " + value;
    if (way == 0) line += "  " + value;
    std::printf("%s\n", line.substr(0, line.find_last_not_of(' ') + 1).c_str());
  }

  void show(const char* what, const std::string& title) const {
    if (ndjson_) return rows_as_json(what);
    if (patron_table_rows(table_.get()) == 0) return;
    heading(title);
    print_table(table_.get());
  }

  const Options& options_;
  const Program& program_;
  bool ndjson_;
  TableHandle table_;
  BufferHandle json_;
};

}  // namespace

int explain(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  return Explain(options, program).go();
}

}  // namespace patron::cli
