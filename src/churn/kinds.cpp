// SPDX-License-Identifier: Apache-2.0
// The table of the models: names, parameters, questions. A new model is a row here, a
// likelihood and an answer.
#include "churn/kinds.hpp"

namespace patron::churn {
namespace {

constexpr unsigned bit(What what) {
  return 1u << static_cast<unsigned>(what);
}
constexpr unsigned kNbd = bit(What::p_none) | bit(What::p_alive) | bit(What::trips) |
                          bit(What::dert) | bit(What::pmf) | bit(What::log_likelihood);
constexpr unsigned kSpend = bit(What::spend) | bit(What::log_likelihood);

constexpr std::array<std::string_view, 4> kBg{"r", "alpha", "a", "b"};
constexpr KindInfo kKinds[] = {
    {Kind::bg_nbd, "bg_nbd", kBg, 4, 2, kNbd},
    {Kind::mbg_nbd, "mbg_nbd", kBg, 4, 2, kNbd},
    {Kind::bg_cnbd_k, "bg_cnbd_k", kBg, 4, 2, kNbd},
    {Kind::mbg_cnbd_k, "mbg_cnbd_k", kBg, 4, 2, kNbd},
    {Kind::pareto_nbd, "pareto_nbd", {"r", "alpha", "s", "beta"}, 4, 2 | 8, kNbd},
    {Kind::bg_bb, "bg_bb", {"alpha", "beta", "gamma", "delta"}, 4, 0, kNbd},
    {Kind::gamma_gamma, "gamma_gamma", {"p", "q", "v", ""}, 3, 0, kSpend},
    {Kind::sbg, "sbg", {"alpha", "beta", "", ""}, 2, 0, kNbd | bit(What::retention)},
};
constexpr std::string_view kWhats[] = {"p_none", "p_alive",   "trips", "spend",
                                       "dert",   "retention", "pmf",   "log_likelihood"};

}  // namespace

std::span<const KindInfo> kinds() {
  return kKinds;
}
const KindInfo& info(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

const KindInfo* find_kind(std::string_view name) {
  for (const KindInfo& each : kKinds)
    if (each.name == name) return &each;
  return nullptr;
}

bool find_what(std::string_view name, What& out) {
  for (std::size_t i = 0; i < std::size(kWhats); ++i) {
    if (kWhats[i] != name) continue;
    out = static_cast<What>(i);
    return true;
  }
  return false;
}

std::unique_ptr<Likelihood> likelihood(const Parameters& parameters) {
  switch (parameters.kind) {
    case Kind::pareto_nbd:
      return pareto_likelihood(parameters);
    case Kind::bg_bb:
      return bg_bb_likelihood(parameters);
    case Kind::gamma_gamma:
      return gamma_gamma_likelihood(parameters);
    case Kind::sbg:
      return sbg_likelihood(parameters);
    default:
      return bg_likelihood(parameters);
  }
}

Triple triple(const Parameters& parameters, const Row& row, const Question& question) {
  if (is_bg(parameters.kind)) return bg_triple(parameters, row, question);
  const auto ask = [&](What what) {
    Question one = question;
    one.what = what;
    return answer(parameters, row, one);
  };
  return {ask(What::p_none), ask(What::p_alive), ask(What::trips)};
}

double answer(const Parameters& parameters, const Row& row, const Question& question) {
  switch (parameters.kind) {
    case Kind::pareto_nbd:
      return pareto_answer(parameters, row, question);
    case Kind::bg_bb:
      return bg_bb_answer(parameters, row, question);
    case Kind::sbg:
      return sbg_answer(parameters, row, question);
    case Kind::gamma_gamma:
      return gamma_gamma_answer(parameters, row, question);
    default:
      return bg_answer(parameters, row, question);
  }
}

}  // namespace patron::churn
