// SPDX-License-Identifier: Apache-2.0
// What every model of coming back has in common: its parameters, all of them positive,
// the rows it is fitted on, its log-likelihood with derivatives, and the questions it
// answers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "patron/churn.hpp"

namespace patron::churn {

enum class Kind : std::uint8_t {
  bg_nbd,
  mbg_nbd,
  bg_cnbd_k,
  mbg_cnbd_k,
  pareto_nbd,
  bg_bb,
  gamma_gamma,
  sbg
};
enum class What : std::uint8_t {
  p_none,
  p_alive,
  trips,
  spend,
  dert,
  retention,
  pmf,
  log_likelihood
};

struct KindInfo {
  Kind kind;
  std::string_view name;
  std::array<std::string_view, 4> parameters;  // "" where there are fewer.
  std::size_t count;                           // How many parameters.
  unsigned time;                               // A bit for each parameter that is a time.
  unsigned answers;                            // A bit for each What.
  bool answers_to(What what) const {
    return (answers >> static_cast<unsigned>(what)) & 1u;
  }
};
std::span<const KindInfo> kinds();
const KindInfo& info(Kind kind);
const KindInfo* find_kind(std::string_view name);  // NULL if there is none.
bool find_what(std::string_view name, What& out);

inline bool is_bg(Kind kind) {
  return kind <= Kind::mbg_cnbd_k;
}
inline bool is_mbg(Kind kind) {
  return kind == Kind::mbg_nbd || kind == Kind::mbg_cnbd_k;
}
inline bool is_nbd(Kind kind) {
  return kind <= Kind::pareto_nbd;
}

struct Parameters {
  Kind kind = Kind::mbg_nbd;
  int k = 1;  // Regularity of the gaps: Erlang-k; 1 but for (M)BG/CNBD-k.
  std::array<double, 4> p{};
};

// One customer, or `weight` customers like this one.
struct Row {
  double x = 0.0, recency = 0.0, age = 0.0, log_gaps = 0.0, spend = 0.0, weight = 1.0;
  std::size_t group = 0;  // Rows with the same covariates have the same.
};

// A log-likelihood with its derivatives by the logarithms of the parameters; the
// Hessian's lower triangle by rows: 00, 10, 11, 20, ...
struct Jet {
  double value = 0.0;
  std::array<double, 4> gradient{};
  std::array<double, 10> hessian{};
};

// The log-likelihood of rows at fixed parameters. Keeps what rows of one frequency share:
// fastest where rows come in order of frequency. Threads: one each.
class Likelihood {
 public:
  virtual ~Likelihood() = default;
  virtual void jet(const Row& row, Jet& out) = 0;
};
std::unique_ptr<Likelihood> bg_likelihood(const Parameters& parameters);
std::unique_ptr<Likelihood> pareto_likelihood(const Parameters& parameters);
std::unique_ptr<Likelihood> bg_bb_likelihood(const Parameters& parameters);
std::unique_ptr<Likelihood> gamma_gamma_likelihood(const Parameters& parameters);
std::unique_ptr<Likelihood> sbg_likelihood(const Parameters& parameters);
std::unique_ptr<Likelihood> likelihood(const Parameters& parameters);

class PurchaseSeries;  // bg_nbd.hpp.

// A question about one customer. `horizon` in the unit of the row's times.
struct Question {
  What what = What::p_none;
  double horizon = 0.0;
  double discount = 0.0;             // For one unit, continuous; above 0. dert.
  PurchaseSeries* shared = nullptr;  // Kept from row to row where many are asked.
};
// p_none, p_alive and trips of one customer.
struct Triple {
  double none = 0.0, alive = 0.0, trips = 0.0;
};
Triple bg_triple(const Parameters& parameters, const Row& row, const Question& question);
Triple triple(const Parameters& parameters, const Row& row, const Question& question);
double bg_answer(const Parameters& parameters, const Row& row, const Question& question);
double pareto_answer(const Parameters& parameters, const Row& row,
                     const Question& question);
double bg_bb_answer(const Parameters& parameters, const Row& row,
                    const Question& question);
double gamma_gamma_answer(const Parameters& parameters, const Row& row,
                          const Question& question);
double sbg_answer(const Parameters& parameters, const Row& row, const Question& question);
double answer(const Parameters& parameters, const Row& row, const Question& question);

}  // namespace patron::churn
