// SPDX-License-Identifier: Apache-2.0
// journal: every posting as a transaction of double-entry bookkeeping, in the plain text
// that ledger and hledger read. The accounts of a member are what `balances` says, those
// of the program where points come from and go to; each transaction sums to nothing.
#include <algorithm>
#include <cstdio>
#include <map>

#include <boost/json.hpp>

#include "cli/history.hpp"
#include "cli/output.hpp"
#include "cli/pack_words.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

// Account -> points; the first word says whose: "member:active", "program:issued".
using Legs = std::map<std::string, std::int64_t>;

struct Posting {
  std::string what, id, parent, currency, rule, event, change, note, customer;
  std::int64_t points = 0, in_lots = 0;
  std::int32_t day = 0;
};

std::int64_t size_of(std::int64_t points) {
  return points < 0 ? -points : points;
}

class Journal {
 public:
  Journal(const patron_engine* engine, const PackWords& words) : engine_(engine) {
    for (const auto& [id, currency] : words.currencies) scales_[id] = currency.scale;
  }

  void take(const std::string& customer, const patron_table* effects) {
    for (std::size_t row = 0; row < patron_table_rows(effects); ++row) {
      if (cell_text(effects, row, "kind") != "posting" ||
          cell_int64(effects, row, "duplicate") != 0)
        continue;
      Posting posting = read(effects, row);
      posting.customer = customer;
      // A spend whose lots changed comes with its own reversal.
      const bool spend = posting.what == "burn" || posting.what == "post";
      const bool again = posting.change == "corrected" && !spend;
      if (posting.change == "retracted" || again)
        print(posting, undone(posting), "undo ");
      if (posting.change == "retracted") continue;
      const Legs legs = legs_of(posting);
      booked_[posting.id] = legs;
      print(posting, legs, "");
    }
  }

 private:
  Posting read(const patron_table* effects, std::size_t row) const {
    Posting out;
    out.what = cell_text(effects, row, "what");
    out.id = cell_text(effects, row, "id");
    out.parent = cell_text(effects, row, "parent");
    out.currency = cell_text(effects, row, "currency");
    out.rule = cell_text(effects, row, "rule");
    out.event = cell_text(effects, row, "event");
    out.change = cell_text(effects, row, "change");
    out.points = cell_int64(effects, row, "points");
    const char* when = out.change.empty() ? "at" : "recorded_at";
    out.day = patron_engine_date(engine_, cell_int64(effects, row, when));
    const std::string detail = cell_text(effects, row, "detail");
    if (detail.empty()) return out;
    const js::value read = js::parse(detail);
    if (const js::value* note = read.as_object().if_contains("note"))
      out.note = std::string(note->as_string());
    if (const js::value* lots = read.as_object().if_contains("lots"))
      for (const js::value& lot : lots->as_array())
        out.in_lots += lot.at("points").as_int64();
    return out;
  }

  Legs undone(const Posting& posting) {
    Legs legs = booked_[posting.id];
    for (auto& [account, points] : legs) points = -points;
    return legs;
  }

  // What the lots do not cover is owed.
  static Legs out_of(std::int64_t points, std::int64_t in_lots, const char* to) {
    return {
        {"member:active", -in_lots}, {"member:debt", -(points - in_lots)}, {to, points}};
  }

  Legs legs_of(const Posting& posting) {
    const std::string& what = posting.what;
    const std::int64_t points = size_of(posting.points), lots = posting.in_lots;
    if (what == "hold") return {{"member:pending", points}, {"program:issued", -points}};
    if (what == "activate")
      return {{"member:active", points}, {"member:pending", -points}};
    if (what == "earn") return {{"member:active", points}, {"program:issued", -points}};
    if (what == "void") return {{"member:pending", -points}, {"program:voided", points}};
    if (what == "adjust" && posting.points > 0)
      return {{"member:active", points}, {"program:adjusted", -points}};
    if (what == "adjust") return out_of(points, lots, "program:adjusted");
    if (what == "debt_offset")
      return {{"member:active", -points}, {"member:debt", points}};
    if (what == "write_off")
      return {{"member:debt", posting.points}, {"program:forgiven", -posting.points}};
    if (what == "expire" || what == "reversed_expired")
      return {{"member:active", -points}, {"program:expired", points}};
    if (what == "reinstate")
      return {{"member:active", points}, {"program:expired", -points}};
    if (what == "burn") return out_of(points, lots, "program:redeemed");
    if (what == "burn_reversal")
      return {{"member:active", lots},
              {"member:debt", points - lots},
              {"program:redeemed", -points}};
    if (what == "clawback") return clawback(posting);
    return reservation(posting);
  }

  static Legs clawback(const Posting& posting) {
    std::int64_t debt = 0;
    if (posting.note.rfind("debt ", 0) == 0) debt = std::stoll(posting.note.substr(5));
    const std::int64_t points = size_of(posting.points);
    return {{"member:active", -posting.in_lots},
            {"member:debt", -debt},
            {"member:pending", -(points - posting.in_lots - debt)},
            {"program:taken_back", points}};
  }

  Legs reservation(const Posting& posting) {
    const std::int64_t points = size_of(posting.points), lots = posting.in_lots;
    if (posting.what == "reserve") {
      reserved_[posting.id] = lots;
      return {{"member:active", -lots}, {"member:reserved", lots}};
    }
    if (posting.what == "release")
      return {{"member:active", points}, {"member:reserved", -points}};
    if (posting.what != "post") return {};
    const std::int64_t from = std::min(points, reserved_[posting.parent]);
    Legs legs = out_of(points - from, lots - from, "program:redeemed");
    legs["member:reserved"] -= from;
    legs["program:redeemed"] += from;
    return legs;
  }

  // Letters, digits and a few marks as they are; the rest by its code.
  static std::string account_name(std::string_view text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      const bool plain = byte >= 0x80 || (c >= 'a' && c <= 'z') ||
                         (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '_' || c == '.';
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", byte);
      out += plain ? std::string(1, c) : std::string(code);
    }
    return out;
  }

  void print(const Posting& posting, const Legs& legs, const char* prefix) const {
    const bool moves = std::any_of(legs.begin(), legs.end(),
                                   [](const auto& leg) { return leg.second != 0; });
    if (!moves) return;
    std::printf("%s * %s%s %s\n    ; id: %s\n", day_text(posting.day).c_str(), prefix,
                posting.what.c_str(), posting.rule.c_str(), posting.id.c_str());
    if (!posting.event.empty())
      std::printf("    ; event: %s\n", account_name(posting.event).c_str());
    const auto scale = scales_.find(posting.currency);
    for (const auto& [account, points] : legs) {
      if (points == 0) continue;
      const bool of_member = account.rfind("member:", 0) == 0;
      const std::string owner =
          of_member ? "member:" + account_name(posting.customer) : std::string("program");
      std::string amount = grouped(points, scale == scales_.end() ? 0 : scale->second);
      std::erase(amount, ',');
      std::printf("    %s:%s  %s \"%s\"\n", owner.c_str(),
                  account.substr(account.find(':') + 1).c_str(), amount.c_str(),
                  posting.currency.c_str());
    }
    std::printf("\n");
  }

  const patron_engine* engine_;
  std::map<std::string, int> scales_;
  std::map<std::string, Legs> booked_;            // By effect.
  std::map<std::string, std::int64_t> reserved_;  // What each reservation set aside.
};

}  // namespace

int journal(const Options& options) {
  const Program program = load_program(options, false);
  if (!report_program(program, options.quiet)) return kCouldNotSay;
  Journal journal(program.engine.get(),
                  read_pack_words(program.pack_json, options.language));
  Replayed done;
  std::string problem;
  const bool whole = replay_effects(
      options, program, *parse_day(options.as_of),
      [&](const std::string& customer, const patron_table* effects) {
        journal.take(customer, effects);
        return true;
      },
      done, problem);
  if (!whole) return give_up(problem);
  if (done.left_out > 0 && !options.quiet)
    std::fprintf(stderr, "patron: rows left out: %llu\n",
                 static_cast<unsigned long long>(done.left_out));
  return done.left_out > 0 ? kNo : kYes;
}

}  // namespace patron::cli
