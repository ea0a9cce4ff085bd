// SPDX-License-Identifier: Apache-2.0
#include "patron/satisfaction_scales.hpp"

#include "satisfaction/oracle.hpp"

using namespace patron::satisfaction;
using oracle::near;
using oracle::number;
using oracle::numbers;
using oracle::spans;
using patron::ErrorCode;

namespace {

const double kNone = std::nan("");
using Columns = std::vector<std::vector<double>>;

}  // namespace

TEST_CASE("likert: reversed items are turned, too few answers are none",
          "[satisfaction]") {
  // Two respondents, three items; the third asks the other way round.
  const Columns items = {{4, 5}, {2, kNone}, {1, kNone}};
  ItemOptions options;
  options.reversed = {false, false, true};
  auto scores = likert(spans(items), options);
  REQUIRE(scores.ok());
  CHECK((*scores)[0] == near((4 + 2 + 5) / 3.0));
  CHECK((*scores)[1] == near(5));  // Whatever was answered.
  options.at_least = 0.5;          // One of three is less than half.
  scores = likert(spans(items), options);
  CHECK(std::isnan((*scores)[1]));
  options.weights = {1, 0};
  CHECK(likert(spans(items), options).status().code() == ErrorCode::argument);
  CHECK(likert(spans({{9}})).status().code() == ErrorCode::argument);
  CHECK(likert({}).status().code() == ErrorCode::argument);
}

TEST_CASE("acsi: three items of ten make an index of a hundred",
          "[satisfaction][oracle]") {
  ItemOptions options;
  options.scale_high = 10;
  // 100 x (8 + 7 + 7 - 3) / 27.
  CHECK(weighted_index(spans({{8}, {7}, {7}}), options)->value == near(1900.0 / 27.0));
  const auto truth = oracle::read("indices");
  if (!truth) return;
  for (const auto& one : truth->at("acsi").as_array()) {
    Columns items;
    for (const double x : numbers(one.at("x"))) items.push_back({x});
    options.weights = numbers(one.at("w"));
    CHECK(weighted_index(spans(items), options)->value == near(number(one.at("score"))));
  }
}

TEST_CASE("semantic differential: two profiles and how far they lie apart",
          "[satisfaction][oracle]") {
  const auto truth = oracle::read("semantic_differential");
  if (!truth) return;
  ItemOptions options;
  for (const double sign : numbers(truth->at("polarity")))
    options.reversed.push_back(sign < 0);
  const auto a = semantic_differential(spans(oracle::columns(truth->at("A"))), options);
  const Columns second = oracle::columns(truth->at("B"));
  const auto b = semantic_differential(spans(second), options);
  REQUIRE((a.ok() && b.ok()));
  const auto want = numbers(truth->at("profile_A"));
  for (std::size_t i = 0; i < want.size(); ++i) CHECK(a->pairs[i].value == near(want[i]));
  CHECK(a->overall.value == near(number(truth->at("score_A"))));
  CHECK(b->overall.value == near(number(truth->at("score_B"))));
  CHECK(*profile_distance(*a, *b) == near(number(truth->at("osgood_D"))));
  CHECK(profile_distance(*a, {}).status().code() == ErrorCode::argument);
}

TEST_CASE("stars: two fives do not beat thirty good ones", "[satisfaction][oracle]") {
  StarOptions options;
  options.confidence = 0.9;
  const auto two = stars(std::vector<double>{5, 5}, {}, options);
  REQUIRE(two.ok());
  CHECK(two->expected.value == near(25.0 / 7.0));  // (1+2+3+4 + 3 x 5) / 7
  CHECK(stars(std::vector<double>{6}).status().code() == ErrorCode::argument);
  CHECK(stars(std::vector<double>{4.5}).status().code() == ErrorCode::argument);
  const auto truth = oracle::read("shrinkage");
  if (!truth) return;
  for (const auto& one : truth->at("dirichlet").as_array()) {
    std::vector<double> answers;
    const auto counts = numbers(one.at("counts"));
    for (std::size_t star = 0; star < counts.size(); ++star)
      answers.insert(answers.end(), static_cast<std::size_t>(counts[star]),
                     static_cast<double>(star) + 1);
    const auto found = stars(answers, {}, options);
    CHECK(found->expected.value == near(number(one.at("mean"))));
    CHECK(found->expected.standard_error == near(number(one.at("sd"))));
    CHECK(found->expected.low == near(number(one.at("lower")), 1e-6));
  }
  for (const auto& one : truth->at("bayesian_average").as_array()) {
    StarOptions prior;
    prior.prior_mean = number(one.at("m"));
    prior.prior_weight = number(one.at("C"));
    CHECK(stars(numbers(one.at("ratings")), {}, prior)->bayesian ==
          near(number(one.at("value"))));
  }
  for (const auto& one : truth->at("beta_binomial").as_array()) {
    const auto share = beta_binomial(number(one.at("x")), number(one.at("n")),
                                     number(one.at("a")), number(one.at("b")));
    CHECK(share->value == near(number(one.at("mean"))));
    CHECK(share->low == near(numbers(one.at("ci"))[0]));
    CHECK(share->high == near(numbers(one.at("ci"))[1]));
  }
  CHECK(beta_binomial(3, 2, 1, 1).status().code() == ErrorCode::argument);
}

TEST_CASE("servqual: what was perceived less what was expected",
          "[satisfaction][oracle]") {
  // One dimension of two items, two guests: gaps -1, -2 and 0, (half answered: none).
  const Columns seen = {{5, 6}, {4, 7}}, hoped = {{6, 6}, {6, kNone}};
  ServiceQualityOptions small;
  small.dimensions = {0, 0};
  const auto two = service_quality(spans(seen), spans(hoped), small);
  REQUIRE(two.ok());
  CHECK(two->dimensions[0].gap.value == near((-1.5 + 0.0) / 2));
  CHECK(two->items[1].gap.n == 1);
  small.dimensions = {0, 2};
  CHECK(service_quality(spans(seen), spans(hoped), small).status().code() ==
        ErrorCode::argument);
  const auto truth = oracle::read("servqual");
  if (!truth) return;
  ServiceQualityOptions options;
  const char* names[] = {"tangibles", "reliability", "responsiveness", "assurance",
                         "empathy"};
  const int sizes[] = {4, 5, 4, 4, 5};
  for (int d = 0; d < 5; ++d) {
    options.dimensions.insert(options.dimensions.end(),
                              static_cast<std::size_t>(sizes[d]), d);
    options.weights.push_back(number(truth->at("weights").at(names[d])));
  }
  const Columns perceived = oracle::columns(truth->at("perceptions"));
  const Columns expected = oracle::columns(truth->at("expectations"));
  const auto quality = service_quality(spans(perceived), spans(expected), options);
  const auto alone = service_quality(spans(perceived), {}, options);
  REQUIRE((quality.ok() && alone.ok()));
  for (std::size_t d = 0; d < 5; ++d) {
    CHECK(quality->dimensions[d].gap.value ==
          near(number(truth->at("gap").at(names[d]))));
    CHECK(alone->dimensions[d].gap.value ==
          near(number(truth->at("servperf").at(names[d]))));
  }
  CHECK(quality->overall.gap.value == near(number(truth->at("unweighted"))));
  CHECK(quality->weighted.gap.value == near(number(truth->at("weighted"))));
}

TEST_CASE("kano: what customers expect, want and are delighted by",
          "[satisfaction][oracle]") {
  CHECK(kano_kind(1, 5) == KanoKind::one_dimensional);
  CHECK(kano_kind(1, 3) == KanoKind::attractive);
  CHECK(kano_kind(3, 5) == KanoKind::must_be);
  CHECK(kano_kind(3, 3) == KanoKind::indifferent);
  CHECK(kano_kind(5, 1) == KanoKind::reverse);
  CHECK(kano_kind(1, 1) == KanoKind::questionable);
  const std::vector<double> there = {1, 1, 3, kNone}, absent = {5, 3, 5, 5};
  const auto few = kano(there, absent);
  REQUIRE(few.ok());
  CHECK(few->counts[1] == 1);
  CHECK(few->better.value == near(2.0 / 3.0));
  CHECK(few->worse.value == near(-2.0 / 3.0));
  CHECK(kano(there, {}).status().code() == ErrorCode::argument);
  const auto truth = oracle::read("indices");
  if (!truth) return;
  const std::string letters = "AOMIRQ";
  for (const auto& one : truth->at("kano").as_array()) {
    std::array<double, 6> counts = {};
    for (std::size_t i = 0; i < counts.size(); ++i)
      counts[i] = number(one.at(letters.substr(i, 1)));
    const auto kind = kano(counts);
    CHECK(kind->better.value == near(number(one.at("cs_plus"))));
    CHECK(kind->worse.value == near(number(one.at("cs_minus"))));
    CHECK(letters[static_cast<std::size_t>(kind->kind)] ==
          one.at("category").as_string()[0]);
    CHECK(kind->category_strength == near(number(one.at("category_strength"))));
    CHECK(kind->total_strength == near(number(one.at("total_strength"))));
  }
  for (const auto& one : truth->at("fong").as_array()) {
    const double a = number(one.at("a")), b = number(one.at("b"));
    const double rest = number(one.at("n")) - a - b;
    const auto kind = kano({a, b, rest / 2, rest / 2, 0, 0});
    CHECK(kind->significant == one.at("significant").as_bool());
  }
}

TEST_CASE("alpha: do the questions measure one thing?", "[satisfaction][oracle]") {
  // Variances 1 and 1, covariance 1/2: 2 (1 - 2/3) = 2/3.
  const auto two = alpha(spans({{1, 2, 3}, {2, 1, 3}}));
  REQUIRE(two.ok());
  CHECK(two->alpha.value == near(2.0 / 3.0));
  CHECK(alpha(spans({{1, 2, 3}})).status().code() == ErrorCode::argument);
  CHECK(alpha(spans({{1, 2}, {3, 3}})).status().code() == ErrorCode::argument);
  const auto truth = oracle::read("cronbach_alpha");
  if (!truth) return;
  Columns items;
  for (const auto& item : truth->at("items").as_array())
    items.push_back(
        oracle::column(truth->at("data"), item.at("item").as_string().c_str()));
  ItemOptions options;
  options.scale_high = 100;
  const auto found = alpha(spans(items), options);
  REQUIRE(found.ok());
  CHECK(found->alpha.value == near(number(truth->at("raw_alpha"))));
  CHECK(found->alpha.standard_error == near(number(truth->at("ase"))));
  CHECK(found->alpha.low == near(numbers(truth->at("feldt"))[0], 1e-8));
  CHECK(found->alpha.high == near(numbers(truth->at("feldt"))[2], 1e-8));
  CHECK(found->standardised == near(number(truth->at("std_alpha"))));
  CHECK(found->lambda6 == near(number(truth->at("G6"))));
  CHECK(found->average_correlation == near(number(truth->at("average_r"))));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& want = truth->at("items").as_array()[i];
    const ItemReliability& item = found->items[i];
    INFO(want.at("item"));
    CHECK(item.alpha_if_dropped == near(number(want.at("alpha_if_dropped"))));
    CHECK(item.item_rest == near(number(want.at("r_drop"))));
    CHECK(item.item_corrected == near(number(want.at("r_cor"))));
    CHECK(item.mean == near(number(want.at("mean"))));
    CHECK(item.sd == near(number(want.at("sd"))));
  }
}
