// SPDX-License-Identifier: Apache-2.0
// Scores, two samples, cohorts and the index by name; the shared parts of the others.
#include "satisfaction/analyse.hpp"

#include <array>
#include <utility>

#include "satisfaction/analyse_parts.hpp"
#include "satisfaction/sums.hpp"

namespace patron::satisfaction {
namespace {

constexpr std::pair<std::string_view, Measure> kMeasures[] = {
    {"nps", Measure::nps},
    {"csat", Measure::csat},
    {"ces", Measure::ces},
    {"ces_share", Measure::ces_share},
    {"mean", Measure::mean}};
constexpr std::pair<std::string_view, Interval> kIntervals[] = {
    {"usual", Interval::usual},
    {"wald", Interval::wald},
    {"wilson", Interval::wilson},
    {"adjusted_wald", Interval::adjusted_wald},
    {"t", Interval::t},
    {"exact", Interval::exact},
    {"jeffreys", Interval::jeffreys},
    {"bootstrap", Interval::bootstrap}};

template <class Word, std::size_t kSize>
Result<Word> one_of(const std::pair<std::string_view, Word> (&words)[kSize],
                    std::string_view key, std::string_view found) {
  std::string all;
  for (const auto& [name, word] : words) {
    if (name == found) return word;
    all += (all.empty() ? "" : ", ") + std::string(name);
  }
  return bad("option \"" + std::string(key) + "\" is one of " + all);
}

Result<Table> score_of(Measure measure, const Asked& asked, Options& options) {
  if (Status status = columns_are(asked, 1, 1); !status.ok()) return status;
  const Result<ScoreOptions> how = score_options(options);
  if (!how.ok()) return how.status();
  if (Status status = options.done(); !status.ok()) return status;
  const Result<Score> found = score(measure, asked.columns[0], asked.weights, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  ScoreColumns columns(table);
  table.row();
  columns.set(*found);
  return table.finish();
}

template <Measure kMeasure>
Result<Table> score_question(const Asked& asked, const Asked&, Options& options) {
  return score_of(kMeasure, asked, options);
}

Result<Table> compare_question(const Asked& asked, const Asked& other, Options& options) {
  for (const Asked* side : {&asked, &other})
    if (Status status = columns_are(*side, 1, 1); !status.ok()) return status;
  const Result<Measure> measure = measure_of(options);
  if (!measure.ok()) return measure.status();
  const Result<ScoreOptions> how = score_options(options);
  if (!how.ok()) return how.status();
  if (Status status = options.done(); !status.ok()) return status;
  const Result<Comparison> found = compare(*measure, {asked.columns[0], asked.weights},
                                           {other.columns[0], other.weights}, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  Numbers numbers(table, {"difference", "low", "high", "standard_error", "statistic",
                          "degrees", "p", "a", "b", "a_n", "b_n"});
  const auto significant = table.column("significant", ColumnType::boolean);
  table.row();
  numbers.set({found->difference, found->low, found->high, found->standard_error,
               found->statistic, found->degrees > 0.0 ? found->degrees : std::nan(""),
               found->p, found->a.value, found->b.value, found->a.n, found->b.n});
  table.set(significant, std::int64_t{found->significant ? 1 : 0});
  return table.finish();
}

Result<Table> cohorts_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 1, 1); !status.ok()) return status;
  const Result<Measure> measure = measure_of(options);
  if (!measure.ok()) return measure.status();
  const Result<ScoreOptions> how = score_options(options);
  if (!how.ok()) return how.status();
  if (Status status = options.done(); !status.ok()) return status;
  const auto found =
      cohorts(*measure, asked.columns[0], asked.weights, asked.groups, *how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  const auto group = table.column("group", ColumnType::int64);
  ScoreColumns columns(table);
  Numbers numbers(table,
                  {"asked", "response", "response_low", "response_high", "shrunk"});
  for (const Cohort& cohort : *found) {
    table.row();
    table.set(group, std::int64_t{cohort.group});
    columns.set(cohort.score);
    numbers.set({cohort.asked, cohort.response.value, cohort.response.low,
                 cohort.response.high, cohort.shrunk});
  }
  return table.finish();
}

Result<Table> index_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, 2); !status.ok()) return status;
  IndexOptions how;
  options.number("half_life_days", how.half_life_days);
  options.number("prior_mean", how.prior_mean);
  options.number("prior_weight", how.prior_weight);
  options.number("within_sd", how.within_sd);
  options.number("confidence", how.confidence);
  options.number("max_width", how.max_width);
  if (Status status = options.done(); !status.ok()) return status;
  const auto found = index(asked.columns[0], asked.columns[1], asked.weights, how);
  if (!found.ok()) return found.status();
  TableBuilder table;
  ScoreColumns columns(table);
  table.row();
  columns.set(*found);
  return table.finish();
}

Result<Table> shrink_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 2, 2); !status.ok()) return status;
  if (Status status = options.done(); !status.ok()) return status;
  const auto found = shrink(asked.columns[0], asked.columns[1]);
  if (!found.ok()) return found.status();
  TableBuilder table;
  Numbers numbers(table, {"value", "factor", "mean", "between_variance"});
  for (std::size_t i = 0; i < found->values.size(); ++i) {
    table.row();
    numbers.set(
        {found->values[i], found->factors[i], found->mean, found->between_variance});
  }
  return table.finish();
}

Result<Table> exposure_question(const Asked& asked, const Asked&, Options& options) {
  if (Status status = columns_are(asked, 1, 1); !status.ok()) return status;
  ExposureSet set;
  for (const auto& [key, figure] :
       std::initializer_list<std::pair<std::string_view, double*>>{
           {"silent_per_complaint", &set.silent_per_complaint},
           {"told_by_one", &set.told_by_one},
           {"retold_share", &set.retold_share},
           {"retold_by_one", &set.retold_by_one},
           {"return_unheard", &set.return_unheard},
           {"return_handled", &set.return_handled},
           {"return_at_once", &set.return_at_once},
           {"good_per_bad", &set.good_per_bad},
           {"new_customer_cost", &set.new_customer_cost},
           {"margin", &set.margin},
           {"trips", &set.trips}})
    options.number(key, *figure);
  std::vector<double> never = {set.never_complain_low, set.never_complain_high};
  options.numbers("never_complain", never);
  if (Status status = options.done(); !status.ok()) return status;
  if (never.size() != 2) return bad("option \"never_complain\": [low, high] is expected");
  set.never_complain_low = never[0];
  set.never_complain_high = never[1];
  TableBuilder table;
  Numbers numbers(
      table, {"complaints", "silent", "told", "retold", "reached", "dissatisfied_low",
              "dissatisfied_high", "back_unheard", "back_handled", "back_at_once",
              "good_impressions", "new_customer_cost", "break_even_handled",
              "break_even_at_once"});
  for (const double complaints : asked.columns[0]) {
    const auto found = exposure(complaints, set);
    if (!found.ok()) return found.status();
    table.row();
    numbers.set({found->complaints, found->silent, found->told, found->retold,
                 found->reached, found->dissatisfied_low, found->dissatisfied_high,
                 found->back_unheard, found->back_handled, found->back_at_once,
                 found->good_impressions, found->new_customer_cost,
                 found->break_even_handled, found->break_even_at_once});
  }
  return table.finish();
}

Question score_or_sample(std::string_view what) {
  if (what == "nps") return score_question<Measure::nps>;
  if (what == "csat") return score_question<Measure::csat>;
  if (what == "ces") return score_question<Measure::ces>;
  if (what == "ces_share") return score_question<Measure::ces_share>;
  if (what == "mean") return score_question<Measure::mean>;
  if (what == "compare") return compare_question;
  if (what == "cohorts") return cohorts_question;
  if (what == "index") return index_question;
  if (what == "shrink") return shrink_question;
  if (what == "exposure") return exposure_question;
  return nullptr;
}

}  // namespace

Result<ScoreOptions> score_options(Options& options) {
  ScoreOptions out;
  std::vector<double> scale;
  std::string interval = "usual";
  std::int64_t top = 0, seed = 1, resamples = out.resamples;
  options.number("confidence", out.confidence);
  options.number("min_n", out.min_n);
  options.number("max_width", out.max_width);
  options.numbers("scale", scale);
  options.whole("top", 1, 1000, top);
  options.word("interval", interval);
  options.whole("seed", 0, INT64_MAX, seed);
  options.whole("resamples", 2, 100'000'000, resamples);
  options.number("promoters_from", out.promoters_from);
  options.number("detractors_to", out.detractors_to);
  options.flag("reversed", out.reversed);
  if (!scale.empty() && scale.size() != 2)
    return bad("option \"scale\": [low, high] is expected");
  if (scale.size() == 2) {
    out.scale_low = scale[0];
    out.scale_high = scale[1];
  }
  const Result<Interval> kind = one_of(kIntervals, "interval", interval);
  if (!kind.ok()) return kind.status();
  out.interval = *kind;
  out.top = static_cast<int>(top);
  out.seed = static_cast<std::uint64_t>(seed);
  out.resamples = static_cast<std::int32_t>(resamples);
  return out;
}

Result<ItemOptions> item_options(Options& options, double low, double high) {
  ItemOptions out;
  std::vector<double> scale, reversed;
  options.numbers("scale", scale);
  options.numbers("reversed", reversed);
  options.numbers("weights", out.weights);
  options.number("at_least", out.at_least);
  options.number("confidence", out.confidence);
  options.number("min_n", out.min_n);
  options.number("max_width", out.max_width);
  if (!scale.empty() && scale.size() != 2)
    return bad("option \"scale\": [low, high] is expected");
  out.scale_low = scale.empty() ? low : scale[0];
  out.scale_high = scale.empty() ? high : scale[1];
  for (const double one : reversed) out.reversed.push_back(one != 0.0);
  return out;
}

Result<Measure> measure_of(Options& options) {
  std::string measure = "nps";
  options.word("score", measure);
  return one_of(kMeasures, "score", measure);
}

ScoreColumns::ScoreColumns(TableBuilder& table)
    : table_(table), first_(table.column("value", ColumnType::number)) {
  for (const std::string_view name :
       {"low", "high", "standard_error", "n", "n_effective"})
    table.column(name, ColumnType::number);
  table.column("reportable", ColumnType::boolean);
}

void ScoreColumns::set(const Score& score) {
  std::int32_t at = first_;
  for (const double value : {score.value, score.low, score.high, score.standard_error,
                             score.n, score.n_effective})
    table_.set_number(at++, value);
  table_.set(at, std::int64_t{score.reportable ? 1 : 0});
}

Numbers::Numbers(TableBuilder& table, std::initializer_list<std::string_view> names)
    : table_(table) {
  for (const std::string_view name : names) {
    const std::int32_t at = table.column(name, ColumnType::number);
    if (first_ < 0) first_ = at;
  }
}

void Numbers::set(std::initializer_list<double> values) {
  std::int32_t at = first_;
  for (const double value : values) table_.set_number(at++, value);
}

Status columns_are(const Asked& asked, std::size_t least, std::size_t most) {
  if (asked.columns.size() >= least && asked.columns.size() <= most) return {};
  return bad("this question takes " + std::to_string(least) +
             (most > least ? " or more columns"
              : least == 1 ? " column"
                           : " columns") +
             "; found " + std::to_string(asked.columns.size()));
}

Result<Table> analyse(std::string_view what, const Asked& asked, const Asked& other,
                      std::string_view options) {
  Question question = score_or_sample(what);
  if (question == nullptr) question = scale_question(what);
  if (question == nullptr) question = analysis_question(what);
  if (question == nullptr)
    return Status(ErrorCode::not_found,
                  "there is no question \"" + std::string(what) + "\"");
  Options read(options);
  return question(asked, other, read);
}

}  // namespace patron::satisfaction
