// SPDX-License-Identifier: Apache-2.0
// Statistics are not made here: NPS by adjusted Wald, CSAT by Wilson and means by t come
// from patron_satisfaction_*. A pack's own limits of promoters and detractors are kept by
// sending each answer to 10, 8 or 0 first, which leaves the usual ones as they are.
#include "cli/scores.hpp"

#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "cli/handles.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

constexpr double kNone = -1.0;

// The answer under a key; kNone if there is none, or its code says so.
double answer(const InstrumentWords& words, const js::object& answers,
              std::string_view key) {
  const js::value* value = answers.if_contains({key.data(), key.size()});
  if (value == nullptr || !value->is_int64()) return kNone;
  if (words.codes.contains(value->as_int64())) return kNone;
  return static_cast<double>(value->as_int64());
}

double likert(const InstrumentWords& words, const js::object& answers) {
  double sum = 0.0, weights = 0.0, answered = 0.0;
  for (const auto& [id, item] : words.items) {
    double value = answer(words, answers, id);
    if (value < words.low || value > words.high) continue;
    if (item.reversed) value = words.low + words.high - value;
    sum += item.weight * (value - words.low) / (words.high - words.low) * 100.0;
    weights += item.weight;
    answered += 1.0;
  }
  const double needed = words.at_least * static_cast<double>(words.items.size());
  if (weights <= 0.0 || (words.scale_mean && answered < needed)) return kNone;
  return sum / weights;
}

ScoreFigure score(const InstrumentWords& words, const std::vector<double>& answers,
                  std::int64_t min_n) {
  const TableHandle table(patron_table_create(nullptr));
  std::string options = "{\"confidence\":0.95,\"min_n\":" + std::to_string(min_n);
  patron_status status = PATRON_OK;
  double times = 1.0;
  const auto call = [&](auto function) {
    options += '}';
    status = function(answers.data(), nullptr, answers.size(), options.data(),
                      options.size(), table.get(), nullptr);
  };
  if (words.kind == "nps") {
    call(patron_satisfaction_nps);
  } else if (words.kind == "csat") {
    options += ",\"scale\":[" + fixed(words.low, 0) + "," + fixed(words.high, 0) +
               "],\"top\":" + std::to_string(words.top);
    times = 100.0;
    call(patron_satisfaction_csat);
  } else {
    options += ",\"scale\":[0,100]";
    call(patron_satisfaction_mean);
  }
  ScoreFigure out;
  if (status != PATRON_OK || patron_table_rows(table.get()) == 0) return out;
  const auto number = [&](std::string_view name) {
    const auto column = patron_table_column(table.get(), name.data(), name.size());
    return times * patron_table_number(table.get(), 0, column);
  };
  out.value = number("value");
  out.low = number("low");
  out.high = number("high");
  out.n = static_cast<std::int64_t>(answers.size());
  out.enough = out.n >= min_n;
  return out;
}

}  // namespace

double response_score(const InstrumentWords& words, const js::object& event) {
  const js::value* answers = event.if_contains("answers");
  if (answers == nullptr || !answers->is_object()) return kNone;
  if (words.kind == "likert") return likert(words, answers->as_object());
  const double value = answer(words, answers->as_object(), words.id);
  if (words.kind != "nps" || value < 0.0) return value;
  if (value >= words.promoters_from) return 10.0;
  return value <= words.detractors_to ? 0.0 : 8.0;
}

ScorePanel score_panel(const InstrumentWords& words,
                       const std::map<int, std::vector<double>>& by_month,
                       std::int64_t without, std::int64_t min_n) {
  ScorePanel panel;
  panel.title = words.title;
  panel.kind = words.kind;
  panel.least = words.kind == "nps" ? -100.0 : 0.0;
  panel.without_answer = without;
  panel.min_n = min_n;
  std::vector<double> all;
  for (const auto& [month, answers] : by_month) {
    panel.months.push_back({month, score(words, answers, min_n)});
    all.insert(all.end(), answers.begin(), answers.end());
  }
  if (!all.empty()) panel.overall = score(words, all, min_n);
  return panel;
}

}  // namespace patron::cli
