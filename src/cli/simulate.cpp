// SPDX-License-Identifier: Apache-2.0
// simulate: one history under two programs, and what is different: in all, and for each
// customer. It does what a run does, twice, and keeps nothing.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <vector>

#include <boost/json.hpp>

#include "cli/file.hpp"
#include "cli/outcome.hpp"
#include "cli/output.hpp"
#include "cli/pack_words.hpp"
#include "cli/report.hpp"
#include "cli/text.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

// Decimals of a points currency, and levels of a ladder, lowest first; of either pack.
struct Words {
  std::map<std::string, int> scales;
  std::map<std::string, std::vector<std::string>> levels;

  void add(const PackWords& pack) {
    for (const auto& [id, currency] : pack.currencies) scales[id] = currency.scale;
    for (const auto& [id, ladder] : pack.ladders) {
      std::vector<std::string>& list = levels[id];
      for (const auto& [level, title] : ladder)
        if (std::find(list.begin(), list.end(), level) == list.end())
          list.push_back(level);
    }
  }
};

// One figure before and after. Its path stands in --fail-if: points.miles.active.
struct Measure {
  std::vector<std::string> path;
  std::string title;
  std::int64_t before = 0, after = 0;
  int scale = 0;
};

std::int64_t value_of(const Outcome& outcome, const std::string& currency,
                      std::int64_t Holding::*part) {
  const auto at = outcome.points.find(currency);
  return at == outcome.points.end() ? 0 : at->second.*part;
}

std::int64_t total(const Outcome& outcome, const std::string& currency) {
  return value_of(outcome, currency, &Holding::active) +
         value_of(outcome, currency, &Holding::pending) -
         value_of(outcome, currency, &Holding::debt);
}

std::string tier_of(const Outcome& outcome, const std::string& ladder) {
  const auto at = outcome.tiers.find(ladder);
  return at == outcome.tiers.end() ? std::string() : at->second;
}

class Simulation {
 public:
  Simulation(const Words& words, const Outcomes& before, const Outcomes& after)
      : words_(words), before_(before), after_(after) {
    for (const auto* side : {&before.customers, &after.customers})
      for (const auto& [id, outcome] : *side) ids_.insert(id);
    points();
    tiers();
    add({"infeasible"}, "spends that would have been refused", before.infeasible,
        after.infeasible);
    add({"refused"}, "events refused", before.refused, after.refused);
  }

  const std::vector<Measure>& measures() const { return measures_; }

  // A row for each customer for whom anything is different, or for all of them.
  std::string rows() const {
    std::string out = "customer";
    for (const auto& [currency, scale] : words_.scales)
      for (const char* part : {"_active", "_pending", "_debt"})
        for (const char* side : {"_before", "_after"})
          out += ',' + currency + part + side;
    for (const auto& [ladder, levels] : words_.levels)
      for (const char* side : {"_before", "_after"}) out += ',' + ladder + side;
    out += '\n';
    for (const std::string& id : ids_) {
      append_csv(out, id);
      const Outcome &a = of(before_, id), &b = of(after_, id);
      for (const auto& [currency, scale] : words_.scales)
        for (const auto part : {&Holding::active, &Holding::pending, &Holding::debt})
          for (const Outcome* side : {&a, &b})
            out += ',' + plain(value_of(*side, currency, part), scale);
      for (const auto& [ladder, levels] : words_.levels)
        for (const Outcome* side : {&a, &b}) out += ',' + tier_of(*side, ladder);
      out += '\n';
    }
    return out;
  }

  static std::string plain(std::int64_t value, int scale) {
    std::string out = grouped(value, scale);
    std::erase(out, ',');
    return out;
  }

 private:
  static const Outcome& of(const Outcomes& side, const std::string& id) {
    static const Outcome none;
    const auto at = side.customers.find(id);
    return at == side.customers.end() ? none : at->second;
  }

  void add(std::vector<std::string> path, std::string title, std::uint64_t before,
           std::uint64_t after, int scale = 0) {
    measures_.push_back({std::move(path), std::move(title),
                         static_cast<std::int64_t>(before),
                         static_cast<std::int64_t>(after), scale});
  }

  void points() {
    for (const auto& [currency, scale] : words_.scales) {
      for (const auto& [name, part] : {std::pair{"active", &Holding::active},
                                       {"pending", &Holding::pending},
                                       {"debt", &Holding::debt}}) {
        Measure sum{{"points", currency, name}, currency + ' ' + name, 0, 0, scale};
        for (const std::string& id : ids_) {
          sum.before += value_of(of(before_, id), currency, part);
          sum.after += value_of(of(after_, id), currency, part);
        }
        measures_.push_back(std::move(sum));
      }
      std::uint64_t more = 0, fewer = 0;
      for (const std::string& id : ids_) {
        const std::int64_t a = total(of(before_, id), currency);
        const std::int64_t b = total(of(after_, id), currency);
        more += b > a ? 1 : 0;
        fewer += b < a ? 1 : 0;
      }
      add({"points", currency, "win"}, "customers with more " + currency, 0, more);
      add({"points", currency, "lose"}, "customers with fewer " + currency, 0, fewer);
    }
  }

  void tiers() {
    for (const auto& [ladder, levels] : words_.levels) {
      const auto rank = [&list = levels](const std::string& level) {
        return std::find(list.begin(), list.end(), level) - list.begin();
      };
      for (const std::string& level : levels) {
        Measure held{{"tiers", ladder, level}, "customers in " + ladder + ' ' + level};
        for (const std::string& id : ids_) {
          held.before += tier_of(of(before_, id), ladder) == level ? 1 : 0;
          held.after += tier_of(of(after_, id), ladder) == level ? 1 : 0;
        }
        measures_.push_back(std::move(held));
      }
      std::uint64_t up = 0, down = 0;
      for (const std::string& id : ids_) {
        const std::string a = tier_of(of(before_, id), ladder);
        const std::string b = tier_of(of(after_, id), ladder);
        if (a.empty() || b.empty()) continue;
        up += rank(b) > rank(a) ? 1 : 0;
        down += rank(b) < rank(a) ? 1 : 0;
      }
      add({"tiers", ladder, "win"}, "customers higher in " + ladder, 0, up);
      add({"tiers", ladder, "lose"}, "customers lower in " + ladder, 0, down);
    }
  }

  const Words& words_;
  const Outcomes &before_, &after_;
  std::set<std::string> ids_;
  std::vector<Measure> measures_;
};

std::string difference(const Measure& measure) {
  const std::int64_t by = measure.after - measure.before;
  return (by > 0 ? "+" : "") + grouped(by, measure.scale);
}

std::string as_text(const std::vector<Measure>& measures) {
  std::string out;
  char line[240];
  std::snprintf(line, sizeof line, "%-40s %18s %18s %18s\n", "measure", "before", "after",
                "difference");
  out += line;
  for (const Measure& each : measures) {
    std::snprintf(line, sizeof line, "%-40s %18s %18s %18s\n", each.title.c_str(),
                  grouped(each.before, each.scale).c_str(),
                  grouped(each.after, each.scale).c_str(), difference(each).c_str());
    out += line;
  }
  return out;
}

std::string as_csv(const std::vector<Measure>& measures) {
  std::string out = "measure,before,after,difference\n";
  for (const Measure& each : measures) {
    std::string name;
    for (const std::string& part : each.path) name += (name.empty() ? "" : ".") + part;
    append_csv(out, name);
    for (const std::int64_t value : {each.before, each.after, each.after - each.before})
      out += ',' + Simulation::plain(value, each.scale);
    out += '\n';
  }
  return out;
}

// The measures as an object: {"points": {"miles": {"active": {"before": 0, ...}}}}.
std::string as_json(const std::vector<Measure>& measures) {
  js::object all;
  for (const Measure& each : measures) {
    js::object* at = &all;
    for (const std::string& part : each.path) {
      js::value& next = (*at)[part];
      if (!next.is_object()) next.emplace_object();
      at = &next.as_object();
    }
    double unit = 1.0;
    for (int i = 0; i < each.scale; ++i) unit *= 10.0;
    const auto put = [&](const char* key, std::int64_t value) {
      if (each.scale == 0)
        (*at)[key] = value;
      else
        (*at)[key] = static_cast<double>(value) / unit;
    };
    put("before", each.before);
    put("after", each.after);
    put("difference", each.after - each.before);
  }
  return js::serialize(all);
}

// Is the condition of --fail-if true? None: it has no answer, and `problem` says why.
std::optional<bool> holds(const std::string& condition,
                          const std::vector<Measure>& measures, std::string& problem) {
  const ErrorHandle error(patron_error_create("en"));
  patron_expression* made = nullptr;
  const BufferHandle value(patron_buffer_create());
  const std::string json = as_json(measures);
  std::int32_t outcome = PATRON_OUTCOME_ERROR;
  const bool asked =
      patron_expression_compile(nullptr, 0, condition.data(), condition.size(), &made,
                                error.get()) == PATRON_OK &&
      patron_expression_eval_json(made, json.data(), json.size(), PATRON_NEVER, &outcome,
                                  value.get(), error.get()) == PATRON_OK;
  patron_expression_free(made);
  if (asked && outcome <= PATRON_OUTCOME_TRUE) return outcome == PATRON_OUTCOME_TRUE;
  problem = "--fail-if: " + (asked ? "has no answer: " + std::string(text(value.get()))
                                   : std::string(message(error.get())));
  return std::nullopt;
}

bool write_out(const std::string& directory, const Simulation& simulation,
               std::string& problem) {
  OutputFile rows, summary;
  if (!make_directory(directory, problem) ||
      !rows.open(directory, "customers.csv", problem) ||
      !summary.open(directory, "summary.csv", problem))
    return false;
  rows.write(simulation.rows());
  summary.write(as_csv(simulation.measures()));
  return rows.close(problem) && summary.close(problem) && rows.keep(problem) &&
         summary.keep(problem);
}

}  // namespace

int simulate(const Options& options) {
  const Program now = load_program(options, false);
  if (!report_program(now, options.quiet)) return kCouldNotSay;
  Options other = options;
  other.packs = {options.against};
  other.with.clear();
  Program next = load_program(other, false);
  if (!report_program(next, options.quiet)) return kCouldNotSay;
  Outcomes before, after;
  std::string problem;
  if (next.from > now.from && !bring_forward(next, now.from, problem))
    return give_up(problem);
  if (!replay_history(options, now, before, problem) ||
      !replay_history(other, next, after, problem))
    return give_up(problem);
  Words words;
  words.add(read_pack_words(now.pack_json, options.language));
  words.add(read_pack_words(next.pack_json, options.language));
  const Simulation simulation(words, before, after);
  if (!options.out.empty() && !write_out(options.out, simulation, problem))
    return give_up(problem);
  const std::string told = options.format == "csv" ? as_csv(simulation.measures())
                                                   : as_text(simulation.measures());
  std::fwrite(told.data(), 1, told.size(), stdout);
  if (before.left_out + after.left_out > 0 && !options.quiet)
    std::fprintf(stderr, "patron: rows left out: %llu before, %llu after\n",
                 static_cast<unsigned long long>(before.left_out),
                 static_cast<unsigned long long>(after.left_out));
  if (options.fail_if.empty()) return kYes;
  const std::optional<bool> failed =
      holds(options.fail_if, simulation.measures(), problem);
  if (!failed) return give_up(problem);
  return *failed ? kNo : kYes;
}

}  // namespace patron::cli
