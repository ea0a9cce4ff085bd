// SPDX-License-Identifier: Apache-2.0
// The public Model: options read, rows checked, the questions passed on. Rows that are
// equal to the one before, as in sorted data, are answered once.
#include "churn/model.hpp"

#include <charconv>
#include <cmath>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "churn/bg_nbd.hpp"
#include "churn/fit.hpp"
#include "churn/rows.hpp"

namespace patron {
namespace {

using churn::Kind;
using churn::KindInfo;
using churn::What;
using json::Value;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Options {
  churn::FitOptions fit;
  std::string unit, as_of;
  std::vector<std::string> covariates;
};

Status wrong(const Value& value, std::string_view path, std::string message) {
  return {ErrorCode::argument,
          "option " + base::shown(path) + ": " + std::move(message),
          {"/" + std::string(path), {}, value.line, value.column, {}}};
}

Status number(const Value& value, std::string_view path, double low, double high,
              double& out) {
  if (value.is(json::Kind::number)) {
    const char* end = value.text.data() + value.text.size();
    if (std::from_chars(value.text.data(), end, out).ec == std::errc() && out >= low &&
        out <= high)
      return {};
  }
  return wrong(value, path, "a number in its range is expected");
}

Status whole(const Value& value, std::string_view path, int high, int& out) {
  double read = 0.0;
  if (Status s = number(value, path, 1.0, high, read); !s.ok()) return s;
  if (read != std::floor(read)) return wrong(value, path, "a whole number is expected");
  out = static_cast<int>(read);
  return {};
}

Status read_prior(const Value& value, const KindInfo& kind, churn::Prior& out) {
  if (churn::leaving_beta(kind.kind) < 0)
    return wrong(value, "prior", std::string(kind.name) + " has no chance to leave");
  out.weight = 0.0;
  out.share = -1.0;
  for (const json::Member& member : value.members) {
    Status status;
    if (member.key == "share")
      status = number(member.value, "prior/share", 0.0, 1.0, out.share);
    else if (member.key == "weight")
      status = number(member.value, "prior/weight", 0.0, 1e9, out.weight);
    else
      status = wrong(member.value, "prior", "unknown key " + base::shown(member.key));
    if (!status.ok()) return status;
  }
  if (out.share < 0.0) return wrong(value, "prior", "share and weight are expected");
  return {};
}

Status read_covariates(const Value& value, const KindInfo& kind,
                       std::vector<std::string>& out) {
  if (!churn::takes_covariates(kind.kind))
    return wrong(value, "covariates", std::string(kind.name) + " has no covariates");
  if (!value.is(json::Kind::array))
    return wrong(value, "covariates", "a list of names is expected");
  for (const Value& item : value.items) {
    if (const char* fault = churn::covariate_fault(out, item.text))
      return wrong(item, "covariates", fault);
    out.emplace_back(item.text);
  }
  return {};
}

Status read_options(std::string_view text, const KindInfo& kind, Options& out) {
  if (text.empty()) return {};
  json::Options how;
  how.code = ErrorCode::argument;
  const auto document = json::Document::parse(text, how);
  if (!document.ok()) return document.status();
  const Value& root = document->root();
  if (!root.is(json::Kind::object))
    return {ErrorCode::argument, "options are a JSON object"};
  for (const json::Member& member : root.members) {
    const Value& value = member.value;
    Status status;
    if (member.key == "unit" && value.is(json::Kind::string)) {
      out.unit = value.text;
    } else if (member.key == "as_of" && value.is(json::Kind::string)) {
      const Result<Date> date = Date::parse(value.text);
      if (!date.ok()) return wrong(value, "as_of", "a date is expected");
      out.as_of = value.text;
    } else if (member.key == "k") {
      status = churn::has_k(kind.kind)
                   ? whole(value, "k", churn::kMostPhases, out.fit.k)
                   : wrong(value, "k", std::string(kind.name) + " has no k");
    } else if (member.key == "k_max") {
      status = whole(value, "k_max", churn::kMostPhases, out.fit.k_max);
    } else if (member.key == "prior") {
      status = read_prior(value, kind, out.fit.prior.emplace());
    } else if (member.key == "covariates") {
      status = read_covariates(value, kind, out.covariates);
    } else {
      return {ErrorCode::unsupported,
              "unknown option " + base::shown(member.key),
              {"/" + std::string(member.key), {}, member.line, member.column, {}}};
    }
    if (!status.ok()) return status;
  }
  return {};
}

void name_parameters(Model::Fitted& fitted) {
  const KindInfo& kind = churn::info(fitted.parameters.kind);
  if (churn::has_k(kind.kind)) fitted.names.push_back("k");
  for (std::size_t i = 0; i < kind.count; ++i) fitted.names.push_back(kind.parameters[i]);
  for (const char* effect : {"activity.", "dropout."})
    for (const std::string& name : fitted.covariates)
      fitted.effect_names.push_back(effect + name);
  for (const std::string& name : fitted.effect_names) fitted.names.push_back(name);
}

// The effect of this name, of the effects or of their standard errors; NaN if there is
// none.
double effect_of(const Model::Fitted& fitted, const churn::Effects& effects,
                 std::string_view name) {
  const std::size_t m = fitted.covariates.size();
  for (std::size_t i = 0; i < fitted.effect_names.size(); ++i)
    if (fitted.effect_names[i] == name)
      return i < m ? effects.activity[i] : effects.dropout[i - m];
  return kNaN;
}

Status check_question(const KindInfo& kind, const churn::Question& question) {
  if (!kind.answers_to(question.what))
    return {ErrorCode::unsupported, "not a question for " + std::string(kind.name)};
  if (!(question.horizon >= 0.0 && question.horizon <= 1e12))
    return {ErrorCode::argument, "the horizon is a number from 0"};
  if ((kind.kind == Kind::bg_bb || kind.kind == Kind::sbg) &&
      (question.horizon != std::floor(question.horizon) ||
       question.horizon > static_cast<double>(limits::kOpportunities)))
    return {ErrorCode::argument,
            "the horizon is a whole number of opportunities, at most 100000"};
  if (question.what == What::dert &&
      !(question.discount > 0.0 && question.discount <= 1e6))
    return {ErrorCode::argument, "the discount of a unit of time is above 0"};
  return {};
}

std::string covariates_expected(std::size_t count) {
  return std::to_string(count) +
         (count == 1 ? " column of a covariate is" : " columns of covariates are") +
         " expected, as many as names";
}

}  // namespace

Result<Model> Model::fit(std::string_view kind, const Summary& summary,
                         std::string_view options) {
  const KindInfo* found = churn::find_kind(kind);
  if (found == nullptr)
    return Status(ErrorCode::not_found, "no such kind of model: " + base::shown(kind));
  Options chosen;
  if (Status s = read_options(options, *found, chosen); !s.ok()) return s;
  if (summary.covariates.size() != chosen.covariates.size())
    return Status(ErrorCode::argument, covariates_expected(chosen.covariates.size()));
  const auto sorted = churn::rows_to_fit(summary, found->kind);
  if (!sorted.ok()) return sorted.status();
  const churn::FitResult made =
      churn::fit_rows(sorted->rows, sorted->groups, found->kind, chosen.fit);
  auto fitted = std::make_shared<Fitted>();
  fitted->covariates = std::move(chosen.covariates);
  for (const std::string& name : fitted->covariates)
    fitted->values.push_back("customer." + name);
  fitted->effects = made.effects;
  fitted->effect_errors = made.effect_errors;
  fitted->parameters = made.parameters;
  fitted->unit = std::move(chosen.unit);
  fitted->as_of = std::move(chosen.as_of);
  fitted->status = made.status;
  fitted->log_likelihood = made.log_likelihood;
  fitted->customers = made.customers;
  fitted->standard_errors = made.standard_errors;
  name_parameters(*fitted);
  return Model(std::move(fitted));
}

Result<Model> Model::read(std::string_view text) {
  Result<Fitted> read = churn::read_model(text);
  if (!read.ok()) return read.status();
  auto fitted = std::make_shared<Fitted>(std::move(*read));
  name_parameters(*fitted);
  return Model(std::move(fitted));
}

std::string Model::json() const {
  return churn::model_json(*fitted_);
}

std::string_view Model::kind() const noexcept {
  return churn::info(fitted_->parameters.kind).name;
}
std::string_view Model::unit() const noexcept {
  return fitted_->unit;
}
std::string_view Model::status() const noexcept {
  return fitted_->status;
}
double Model::log_likelihood() const noexcept {
  return fitted_->log_likelihood;
}
double Model::customers() const noexcept {
  return fitted_->customers;
}
std::span<const std::string_view> Model::parameter_names() const noexcept {
  return fitted_->names;
}

std::vector<std::string> Model::covariates() const {
  return fitted_->covariates;
}

double Model::parameter(std::string_view name) const noexcept {
  const KindInfo& kind = churn::info(fitted_->parameters.kind);
  if (name == "k" && churn::has_k(kind.kind)) return fitted_->parameters.k;
  for (std::size_t i = 0; i < kind.count; ++i)
    if (kind.parameters[i] == name) return fitted_->parameters.p[i];
  return effect_of(*fitted_, fitted_->effects, name);
}

double Model::standard_error(std::string_view name) const noexcept {
  const KindInfo& kind = churn::info(fitted_->parameters.kind);
  for (std::size_t i = 0; i < kind.count; ++i)
    if (kind.parameters[i] == name) return fitted_->standard_errors[i];
  return effect_of(*fitted_, fitted_->effect_errors, name);
}

namespace {

bool alike(const churn::Row& a, const churn::Row& b) {
  return a.x == b.x && a.recency == b.recency && a.age == b.age &&
         a.log_gaps == b.log_gaps && a.spend == b.spend;
}

// A new customer, of whom only a count is asked.
Status count_at(const Summary& summary, std::size_t i, churn::Row& row) {
  row.x = summary.frequency[i];
  if (row.x >= 0.0 && row.x <= 1e9 && row.x == std::floor(row.x)) return {};
  return {ErrorCode::model,
          "frequency is a whole number from 0",
          {{}, {}, {}, {}, static_cast<std::int64_t>(i)}};
}

// visit(i, parameters, row, question, same as the row before) for every row, checked.
// Customers with covariates have parameters of their own; the others share a series.
template <class Visit>
Status each_row(const Model::Fitted& fitted, const Summary& summary,
                churn::Question question, Visit&& visit) {
  const Kind kind = fitted.parameters.kind;
  if (summary.covariates.size() != fitted.covariates.size())
    return {ErrorCode::argument, covariates_expected(fitted.covariates.size())};
  const bool new_customer = question.what == What::pmf;
  if (Status s = new_customer ? churn::check_covariates(summary, kind)
                              : churn::check_columns(summary, kind, false);
      !s.ok())
    return s;
  const bool own = !fitted.covariates.empty();
  churn::PurchaseSeries shared;
  if (!own) question.shared = &shared;
  churn::Parameters parameters = fitted.parameters;
  churn::Row last;
  std::vector<double> z;
  for (std::size_t i = 0; i < summary.frequency.size(); ++i) {
    churn::Row row;
    if (Status s = new_customer ? count_at(summary, i, row)
                                : churn::row_at(summary, i, kind, row);
        !s.ok())
      return s;
    if (own) {
      churn::covariates_of(summary, i, z);
      parameters = churn::shifted(fitted.parameters, fitted.effects, z);
    }
    visit(i, parameters, row, question, !own && i > 0 && alike(row, last));
    last = row;
  }
  return {};
}

}  // namespace

Status Model::predict(const Summary& summary, std::string_view what, double horizon,
                      double discount, std::span<double> values) const {
  const KindInfo& kind = churn::info(fitted_->parameters.kind);
  churn::Question question;
  if (!churn::find_what(what, question.what))
    return {ErrorCode::not_found, "no such question: " + base::shown(what)};
  question.horizon = horizon;
  question.discount = discount;
  if (Status s = check_question(kind, question); !s.ok()) return s;
  if (values.size() != summary.frequency.size())
    return {ErrorCode::argument, "one value a row of the summary is expected"};
  double last = 0.0;
  return each_row(*fitted_, summary, question,
                  [&](std::size_t i, const churn::Parameters& parameters,
                      const churn::Row& row, const churn::Question& asked, bool same) {
                    if (!same) last = answer(parameters, row, asked);
                    values[i] = last;
                  });
}

Status Model::forecast(const Summary& summary, double horizon,
                       const Forecasts& into) const {
  const KindInfo& kind = churn::info(fitted_->parameters.kind);
  churn::Question question;
  question.horizon = horizon;
  const std::size_t size = summary.frequency.size();
  for (const auto& [what, values] : {std::pair{What::p_none, into.p_none},
                                     {What::p_alive, into.p_alive},
                                     {What::trips, into.trips}}) {
    question.what = what;
    if (values.empty()) continue;
    if (values.size() != size)
      return {ErrorCode::argument, "one value a row of the summary is expected"};
    if (Status s = check_question(kind, question); !s.ok()) return s;
  }
  churn::Triple made;
  return each_row(*fitted_, summary, question,
                  [&](std::size_t i, const churn::Parameters& parameters,
                      const churn::Row& row, const churn::Question& asked, bool same) {
                    if (!same) made = churn::triple(parameters, row, asked);
                    if (!into.p_none.empty()) into.p_none[i] = made.none;
                    if (!into.p_alive.empty()) into.p_alive[i] = made.alive;
                    if (!into.trips.empty()) into.trips[i] = made.trips;
                  });
}

}  // namespace patron
