// SPDX-License-Identifier: Apache-2.0
// Against independent arithmetic of 60 digits: 1e-9 for log-likelihoods and
// probabilities, 1e-8 for expected purchases.
#include "oracles.hpp"

using oracles::ask;
using oracles::near;

namespace {

std::string bg_kind(const std::string& model) {
  if (model == "BG/NBD") return "bg_nbd";
  if (model == "MBG/NBD") return "mbg_nbd";
  return model == "BG/CNBD-k" ? "bg_cnbd_k" : "mbg_cnbd_k";
}

std::string quoted(const oracles::Row& row, std::initializer_list<const char*> names) {
  std::string out;
  for (const char* name : names)
    out += std::string(out.empty() ? "" : ", ") + "\"" + name + "\": " + row.text(name);
  return out;
}

}  // namespace

TEST_CASE("oracles: BG/NBD and MBG/NBD hold at every edge", "[churn][oracles]") {
  const auto text = oracles::text("churn/edge_bgnbd.jsonl");
  if (!text) return;
  for (const auto& line : oracles::lines(*text)) {
    const oracles::Row row{&line.root()};
    INFO(row.text("model") << ", " << row.text("note") << ", x " << row.text("x"));
    const auto model =
        oracles::model(bg_kind(row.text("model")), quoted(row, {"r", "alpha", "a", "b"}));
    const double x = row["x"], recency = row["t_x"], age = row["T"], t = row["t"];
    CHECK(near(ask(model, "log_likelihood", x, recency, age), row["ll"], 1e-9));
    CHECK(near(ask(model, "p_alive", x, recency, age), row["p_alive"], 1e-9));
    const double trips = ask(model, "trips", x, recency, age, t);
    INFO("trips " << trips << ", truth " << row["cet"]);
    CHECK(near(trips, row["cet"], 1e-8));
  }
}

TEST_CASE("oracles: Pareto/NBD holds at every edge", "[churn][oracles]") {
  const auto text = oracles::text("churn/edge_paretonbd.jsonl");
  if (!text) return;
  for (const auto& line : oracles::lines(*text)) {
    const oracles::Row row{&line.root()};
    INFO(row.text("note") << ", x " << row.text("x"));
    const auto model =
        oracles::model("pareto_nbd", quoted(row, {"r", "alpha", "s", "beta"}));
    const double x = row["x"], recency = row["t_x"], age = row["T"];
    CHECK(near(ask(model, "log_likelihood", x, recency, age), row["ll"], 1e-9));
    CHECK(near(ask(model, "p_alive", x, recency, age), row["p_alive"], 1e-9));
    CHECK(near(ask(model, "trips", x, recency, age, row["t"]), row["cet"], 1e-8));
    if (std::isfinite(row["dert"]))
      CHECK(near(ask(model, "dert", x, recency, age, 0.0, row["d"]), row["dert"], 1e-8));
  }
}

TEST_CASE("oracles: regular travellers' risk in the horizon", "[churn][oracles]") {
  const auto text = oracles::text("churn/cnbdk_horizon.jsonl");
  if (!text) return;
  for (const auto& line : oracles::lines(*text)) {
    const oracles::Row row{&line.root()};
    INFO(row.text("model") << " k " << row.text("k") << ", x " << row.text("x"));
    const auto model = oracles::model(bg_kind(row.text("model")),
                                      quoted(row, {"k", "r", "alpha", "a", "b"}));
    const double x = row["x"], recency = row["t_x"], age = row["T"];
    CHECK(near(ask(model, "p_alive", x, recency, age), row["p_alive"], 1e-9));
    CHECK(near(ask(model, "p_none", x, recency, age, row["t"]), row["p_no_purchase"],
               1e-9));
  }
}

TEST_CASE("oracles: contracts renewed", "[churn][oracles]") {
  const auto text = oracles::text("churn/sbg.jsonl");
  if (!text) return;
  for (const auto& line : oracles::lines(*text)) {
    const oracles::Row row{&line.root()};
    INFO(row.text("cohort") << " t " << row.text("t"));
    const auto model = oracles::model("sbg", quoted(row, {"alpha", "beta"}));
    if (row.text("model") ==
        "sBG-DERL") {  // d a year; active for n years: n - 1 renewals.
      const double x = row["n"] - 1.0;
      CHECK(near(ask(model, "dert", x, 0.0, x, 0.0, std::log1p(row["d"])), row["DERL"],
                 1e-8));
      continue;
    }
    const double t = row["t"];
    CHECK(near(1.0 - ask(model, "p_none", 0.0, 0.0, 0.0, t), row["S"], 1e-9));
    CHECK(near(std::exp(ask(model, "log_likelihood", t, 0.0, t)), row["S"], 1e-9));
    CHECK(near(ask(model, "retention", t - 1.0, 0.0, t - 1.0), row["r"], 1e-9));
  }
}

namespace {

struct Cdnow {
  std::vector<std::vector<double>> columns;
  patron::Summary summary() const {
    return {columns[1], columns[2], columns[3], {}, columns[4], {}};
  }
};

std::optional<Cdnow> cdnow() {
  const auto text = oracles::text("churn/cdnow_outputs.csv");
  if (!text) return {};
  Cdnow out;
  out.columns.resize(19);
  std::istringstream in(*text);
  std::string line, cell;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    for (auto& column : out.columns) {
      std::getline(cells, cell, ',');
      column.push_back(oracles::number(cell));
    }
  }
  REQUIRE(out.columns[0].size() == 2357);
  return out;
}

void check_column(const Cdnow& data, const patron::Model& model, const char* what,
                  double horizon, double discount, std::size_t column, double tolerance) {
  std::vector<double> found(2357);
  REQUIRE(model.predict(data.summary(), what, horizon, discount, found).ok());
  double worst = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double truth = data.columns[column][i];
    worst = std::max(worst, std::abs(found[i] - truth) / std::abs(truth));
  }
  INFO(model.kind() << " " << what << ": worst relative error " << worst);
  CHECK(worst < tolerance);
}

}  // namespace

TEST_CASE("oracles: every CDNOW customer at the published parameters",
          "[churn][oracles]") {
  const auto data = cdnow();
  if (!data) return;
  const auto bg =
      oracles::model("bg_nbd", R"("r":0.243,"alpha":4.414,"a":0.793,"b":2.426)");
  check_column(*data, bg, "log_likelihood", 0, 0, 5, 1e-9);
  check_column(*data, bg, "p_alive", 0, 0, 6, 1e-9);
  check_column(*data, bg, "trips", 39, 0, 7, 1e-8);
  check_column(*data, bg, "p_none", 39, 0, 15, 1e-9);
  const auto mbg =
      oracles::model("mbg_nbd", R"("r":0.525,"alpha":6.183,"a":0.891,"b":1.614)");
  check_column(*data, mbg, "log_likelihood", 0, 0, 8, 1e-9);
  check_column(*data, mbg, "p_alive", 0, 0, 9, 1e-9);
  check_column(*data, mbg, "trips", 39, 0, 10, 1e-8);
  check_column(*data, mbg, "p_none", 39, 0, 16, 1e-9);
  const auto pareto =
      oracles::model("pareto_nbd", R"("r":0.553,"alpha":10.578,"s":0.606,"beta":11.669)");
  check_column(*data, pareto, "log_likelihood", 0, 0, 11, 1e-9);
  check_column(*data, pareto, "p_alive", 0, 0, 12, 1e-9);
  check_column(*data, pareto, "trips", 39, 0, 13, 1e-8);
  check_column(*data, pareto, "dert", 0, 0.0027, 14, 1e-8);
  const auto spend = oracles::model("gamma_gamma", R"("p":6.25,"q":3.74,"v":15.44)");
  check_column(*data, spend, "spend", 0, 0, 17, 1e-9);
}

TEST_CASE("oracles: a fit finds the maximum to the last digits", "[churn][oracles]") {
  const auto data = cdnow();
  const auto text = oracles::text("churn/mle_cdnow.json");
  if (!data || !text) return;
  const auto document = *patron::json::Document::parse(*text, {});
  const std::pair<const char*, const char*> models[] = {
      {"bg_nbd", "BG/NBD|lifetimes_csv_2dp"},
      {"mbg_nbd", "MBG/NBD|lifetimes_csv_2dp"},
      {"pareto_nbd", "Pareto/NBD|lifetimes_csv_2dp"}};
  for (const auto& [kind, key] : models) {
    const auto* truth = document.root().find(key);
    REQUIRE(truth != nullptr);
    const auto model = patron::Model::fit(kind, data->summary());
    REQUIRE(model.ok());
    INFO(kind);
    CHECK(model->status() == "converged");
    CHECK(near(model->log_likelihood(), oracles::number(truth->find("ll")->text), 1e-12));
    for (std::size_t i = 0; i < 4; ++i) {
      const auto name = model->parameter_names()[i];
      INFO(name);
      CHECK(near(model->parameter(name),
                 oracles::number(truth->find("params")->items[i].text), 1e-8));
      CHECK(near(model->standard_error(name),
                 oracles::number(truth->find("se")->items[i].text), 1e-6));
    }
  }
}
