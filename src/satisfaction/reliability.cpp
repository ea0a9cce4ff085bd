// SPDX-License-Identifier: Apache-2.0
// Cronbach's alpha = k/(k-1) (1 - sum of variances / variance of the sum), from the
// covariances of the complete rows; Feldt's (1965) interval by F; standard error of
// Duhachek and Iacobucci (2004); Guttman's lambda 6 from squared multiple correlations.
#include <Eigen/Core>
#include <boost/math/distributions/fisher_f.hpp>

#include "satisfaction/items.hpp"
#include "satisfaction/matrix.hpp"

namespace patron::satisfaction {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

double alpha_of(const MatrixXd& covariance) {
  const auto k = static_cast<double>(covariance.rows());
  return k / (k - 1.0) * (1.0 - covariance.trace() / covariance.sum());
}

MatrixXd without(const MatrixXd& whole, Index dropped) {
  MatrixXd out(whole.rows() - 1, whole.cols() - 1);
  for (Index i = 0; i < out.rows(); ++i)
    for (Index j = 0; j < out.cols(); ++j)
      out(i, j) = whole(i + (i >= dropped ? 1 : 0), j + (j >= dropped ? 1 : 0));
  return out;
}

double alpha_error(const MatrixXd& covariance, double n) {
  const auto k = static_cast<double>(covariance.rows());
  const MatrixXd squared = covariance * covariance;
  const double sum = covariance.sum(), trace = covariance.trace();
  const double q =
      2.0 * k * k / ((k - 1.0) * (k - 1.0) * sum * sum * sum) *
      (sum * (squared.trace() + trace * trace) - 2.0 * trace * squared.sum());
  return std::sqrt(std::max(0.0, q) / n);
}

// Each item's squared multiple correlation with the others, on the diagonal of `out`.
bool set_communalities(const MatrixXd& correlation, MatrixXd& out) {
  out = correlation;
  const auto inverted = inverse(correlation);
  if (!inverted) return false;
  out.diagonal() =
      Eigen::VectorXd::Ones(out.rows()) - inverted->diagonal().cwiseInverse();
  return true;
}

std::vector<ItemReliability> by_item(const Spread& data, const MatrixXd& covariance) {
  std::vector<ItemReliability> out;
  MatrixXd communal;
  const bool known = set_communalities(data.correlation, communal);
  for (Index i = 0; i < covariance.rows(); ++i) {
    ItemReliability item;
    const MatrixXd rest = without(covariance, i);
    item.alpha_if_dropped = rest.rows() > 1 ? alpha_of(rest) : std::nan("");
    item.standardised_if_dropped =
        rest.rows() > 1 ? alpha_of(without(data.correlation, i)) : std::nan("");
    const double with_rest = covariance.row(i).sum() - covariance(i, i);
    item.item_rest = with_rest / std::sqrt(covariance(i, i) * rest.sum());
    item.item_corrected =
        known ? communal.row(i).sum() / std::sqrt(communal.sum()) : std::nan("");
    item.mean = data.mean[i];
    item.sd = std::sqrt(covariance(i, i));
    out.push_back(item);
  }
  return out;
}

}  // namespace

Result<Reliability> alpha(Items items, const ItemOptions& options) {
  if (Status status = check_items(items, options); !status.ok()) return status;
  if (items.size() < 2) return bad("alpha needs at least two items");
  std::vector<std::vector<double>> columns(items.size());
  std::vector<Answers> spans;
  for (std::size_t item = 0; item < items.size(); ++item) {
    for (std::size_t row = 0; row < items[item].size(); ++row)
      columns[item].push_back(turned(items, options, item, row));
    spans.emplace_back(columns[item]);
  }
  const Complete data = complete(spans, options.respondents);
  if (data.rows() < 2) return bad("alpha needs at least two complete rows");
  const Spread parts = spread(data);
  if (!(parts.sd.minCoeff() > 0.0)) return bad("an item never varies");
  const double n = parts.n_effective, k = static_cast<double>(items.size());
  const Eigen::VectorXd sd = parts.sd * std::sqrt(n / (n - 1.0));
  const MatrixXd covariance = sd.asDiagonal() * parts.correlation * sd.asDiagonal();
  if (!(covariance.sum() > 0.0)) return bad("the items cancel each other out");
  Reliability out;
  out.alpha.value = alpha_of(covariance);
  out.alpha.n = static_cast<double>(data.rows());
  out.alpha.n_effective = n;
  out.alpha.standard_error = alpha_error(covariance, n);
  const boost::math::fisher_f f(n - 1.0, (n - 1.0) * (k - 1.0));
  const double tail = (1.0 - options.confidence) / 2.0, lack = 1.0 - out.alpha.value;
  out.alpha.low = 1.0 - lack * boost::math::quantile(f, 1.0 - tail);
  out.alpha.high = 1.0 - lack * boost::math::quantile(f, tail);
  ScoreOptions gate;
  gate.min_n = options.min_n;
  gate.max_width = options.max_width;
  judge(out.alpha, gate);
  out.standardised = alpha_of(parts.correlation);
  out.average_correlation = (parts.correlation.sum() - k) / (k * (k - 1.0));
  MatrixXd communal;
  out.lambda6 = set_communalities(parts.correlation, communal)
                    ? 1.0 - (k - communal.trace()) / parts.correlation.sum()
                    : std::nan("");
  out.items = by_item(parts, covariance);
  return out;
}

}  // namespace patron::satisfaction
