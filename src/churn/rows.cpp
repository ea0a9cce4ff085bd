// SPDX-License-Identifier: Apache-2.0
// What a row must be, for each model. Frequencies are whole numbers; times are finite and
// in order. Sorting is by every column, the weight last, so that ties have one order too.
#include "churn/rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "base/limits.hpp"
#include "churn/sums.hpp"

namespace patron::churn {
namespace {

constexpr double kMostTrips = 1e9, kLongest = 1e12;

Status bad(std::size_t i, std::string message) {
  Place place;
  place.row = static_cast<std::int64_t>(i);
  return {ErrorCode::model, std::move(message), place};
}

bool whole(double x) {
  return x == std::floor(x);
}

// NULL, or what is wrong with the row.
const char* fault(const Row& row, Kind kind) {
  if (!(row.x >= 0.0 && row.x <= kMostTrips) || !whole(row.x))
    return "frequency is a whole number from 0";
  if (!(row.weight >= 0.0 && row.weight <= 1e15)) return "weight is a number from 0";
  if (kind == Kind::gamma_gamma) {
    if (row.x > 0.0 && !(row.spend >= 0.0 && row.spend <= kLongest))
      return "spend of repeat trips is from 0; leave out those whose refunds took more";
    return nullptr;
  }
  if (!(row.age >= 0.0 && row.age <= kLongest)) return "age is a number from 0";
  if (kind == Kind::sbg || kind == Kind::bg_bb) {
    if (!whole(row.age) || row.age > static_cast<double>(limits::kOpportunities))
      return "age is a whole number of opportunities, at most 100000";
    if (row.x > row.age) return "more trips than opportunities";
    if (kind == Kind::sbg) return nullptr;
    if (!whole(row.recency) || !(row.recency >= row.x && row.recency <= row.age))
      return "recency is a whole number between frequency and age";
    if (row.x == 0.0 && row.recency != 0.0) return "recency is 0 without a trip";
    return nullptr;
  }
  if (!(row.recency >= 0.0 && row.recency <= row.age)) return "recency is from 0 to age";
  if (row.x == 0.0 && row.recency != 0.0) return "recency is 0 without a repeat trip";
  if (!std::isfinite(row.log_gaps)) return "log_gaps is a finite number";
  return nullptr;
}

double at(Summary::Column column, std::size_t i, double otherwise) {
  return column.empty() ? otherwise : column[i];
}

}  // namespace

Status check_columns(const Summary& summary, Kind kind, bool fit) {
  const std::size_t size = summary.frequency.size();
  const auto check = [&](Summary::Column column, const char* name,
                         bool needed) -> Status {
    if (column.size() == size || (column.empty() && !needed)) return {};
    if (column.empty())
      return {ErrorCode::argument,
              std::string(info(kind).name) + " needs the column " + name};
    return {ErrorCode::argument, std::string("the column ") + name + " has " +
                                     std::to_string(column.size()) +
                                     " values, frequency " + std::to_string(size)};
  };
  if (size > limits::kCustomers)
    return {ErrorCode::limit, "at most 100,000,000 customers in one call"};
  const bool spending = kind == Kind::gamma_gamma;
  const bool gaps = kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k;
  if (Status s = check(summary.recency, "recency", !spending && kind != Kind::sbg);
      !s.ok())
    return s;
  if (Status s = check(summary.age, "age", !spending); !s.ok()) return s;
  if (Status s = check(summary.log_gaps, "log_gaps", gaps && fit); !s.ok()) return s;
  if (Status s = check(summary.spend, "spend", spending); !s.ok()) return s;
  return check(summary.weight, "weight", false);
}

Result<Row> row_at(const Summary& summary, std::size_t i, Kind kind) {
  Row row;
  row.x = summary.frequency[i];
  row.recency = at(summary.recency, i, 0.0);
  row.age = at(summary.age, i, 0.0);
  const bool gaps = kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k;
  row.log_gaps = gaps ? at(summary.log_gaps, i, 0.0) : 0.0;
  row.spend = kind == Kind::gamma_gamma && row.x > 0.0 ? at(summary.spend, i, 0.0) : 0.0;
  row.weight = at(summary.weight, i, 1.0);
  if (const char* message = fault(row, kind)) return bad(i, message);
  return row;
}

Result<std::vector<Row>> rows_to_fit(const Summary& summary, Kind kind) {
  if (Status s = check_columns(summary, kind, true); !s.ok()) return s;
  std::vector<Row> rows;
  rows.reserve(summary.frequency.size());
  for (std::size_t i = 0; i < summary.frequency.size(); ++i) {
    Result<Row> row = row_at(summary, i, kind);
    if (!row.ok()) return row.status();
    if (row->weight == 0.0 ||
        (kind == Kind::gamma_gamma && (row->x == 0.0 || row->spend == 0.0)))
      continue;
    if (kind == Kind::gamma_gamma) row->recency = row->age = 0.0;
    if (kind == Kind::sbg) row->recency = 0.0;
    rows.push_back(*row);
  }
  if (rows.empty())
    return Status(ErrorCode::model,
                  kind == Kind::gamma_gamma
                      ? "no customer with spend on a repeat trip to fit on"
                      : "no customer to fit on");
  const auto key = [](const Row& r) {
    return std::tie(r.x, r.recency, r.age, r.log_gaps, r.spend);
  };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.weight < b.weight;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size();) {
    Row joined = rows[i];
    Sum weight;
    std::size_t j = i;
    for (; j < rows.size() && key(rows[j]) == key(joined); ++j)
      weight.add(rows[j].weight);
    joined.weight = weight.value();
    rows[kept++] = joined;
    i = j;
  }
  rows.resize(kept);
  return rows;
}

}  // namespace patron::churn
