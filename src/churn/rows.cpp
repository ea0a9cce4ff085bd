// SPDX-License-Identifier: Apache-2.0
// What a row must be, for each model. Frequencies are whole numbers; times are finite and
// in order. Sorting is by every column, the weight last, so that ties have one order too.
#include "churn/rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
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
  if (!(row.age >= 0.0 && row.age <= kLongest)) return "T is a number from 0";
  if (kind == Kind::sbg || kind == Kind::bg_bb) {
    if (!whole(row.age) || row.age > static_cast<double>(limits::kOpportunities))
      return "T is a whole number of opportunities, at most 100000";
    if (row.x > row.age) return "more trips than opportunities";
    if (kind == Kind::sbg) return nullptr;
    if (!whole(row.recency) || !(row.recency >= row.x && row.recency <= row.age))
      return "recency is a whole number between frequency and T";
    if (row.x == 0.0 && row.recency != 0.0) return "recency is 0 without a trip";
    return nullptr;
  }
  if (!(row.recency >= 0.0 && row.recency <= row.age)) return "recency is from 0 to T";
  if (row.x == 0.0 && row.recency != 0.0) return "recency is 0 without a repeat trip";
  if (!std::isfinite(row.log_gaps)) return "log_gaps is a finite number";
  return nullptr;
}

double at(Summary::Column column, std::size_t i, double otherwise) {
  return column.empty() ? otherwise : column[i];
}

auto key(const Row& r) {
  return std::tie(r.group, r.x, r.recency, r.age, r.log_gaps, r.spend);
}

bool before(const Row& a, const Row& b) {
  return key(a) != key(b) ? key(a) < key(b) : a.weight < b.weight;
}

std::uint64_t hash_of(const Row& row) {
  std::uint64_t hash = row.group;
  for (const double value : {row.x, row.recency, row.age, row.log_gaps, row.spend}) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(value + 0.0)) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  return hash;
}

// Whole weights below 2^53 add up exactly in any order, so that equal rows can be joined
// before they are sorted: most of a log of days are. False: there are others.
bool join_whole(std::vector<Row>& rows) {
  double total = 0.0;
  for (const Row& row : rows) {
    total += row.weight;
    if (!whole(row.weight)) return false;
  }
  if (!(total < 9e15)) return false;
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::size_t places = 16;
  while (places < 2 * rows.size()) places *= 2;
  std::vector<std::uint32_t> table(places, kNone);  // Index of a row that is kept.
  std::size_t kept = 0;
  for (const Row& row : rows) {
    std::size_t at = hash_of(row) & (places - 1);
    while (table[at] != kNone && key(rows[table[at]]) != key(row))
      at = (at + 1) & (places - 1);
    if (table[at] == kNone) {
      table[at] = static_cast<std::uint32_t>(kept);
      rows[kept++] = row;
    } else {
      rows[table[at]].weight += row.weight;
    }
  }
  rows.resize(kept);
  return true;
}

// In one order, equal rows once, with the weight of all.
void join_equal(std::vector<Row>& rows) {
  const bool joined = join_whole(rows);
  std::sort(rows.begin(), rows.end(), before);
  if (joined) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size();) {
    Row one = rows[i];
    Sum weight;
    std::size_t j = i;
    for (; j < rows.size() && key(rows[j]) == key(one); ++j) weight.add(rows[j].weight);
    one.weight = weight.value();
    rows[kept++] = one;
    i = j;
  }
  rows.resize(kept);
}

// Groups are numbered as their values rise, so that the order of the customers does not
// matter.
void put_groups_in_order(const std::map<std::vector<double>, std::size_t>& groups,
                         Sorted& out) {
  std::vector<std::size_t> rank(groups.size());
  out.groups.resize(std::max<std::size_t>(groups.size(), 1));
  std::size_t at = 0;
  for (const auto& [z, number] : groups) {
    rank[number] = at;
    out.groups[at++].z = z;
  }
  if (groups.empty()) return;
  for (Row& row : out.rows) row.group = rank[row.group];
}

}  // namespace

Status check_covariates(const Summary& summary, Kind kind) {
  if (!summary.covariates.empty() && !takes_covariates(kind))
    return {ErrorCode::argument, std::string(info(kind).name) + " has no covariates"};
  for (const Summary::Column column : summary.covariates) {
    if (column.size() != summary.frequency.size())
      return {ErrorCode::argument,
              "the columns of the covariates are as long as frequency"};
    for (std::size_t i = 0; i < column.size(); ++i)
      if (!std::isfinite(column[i])) return bad(i, "a covariate is a finite number");
  }
  return {};
}

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
  if (Status s = check(summary.T, "T", !spending); !s.ok()) return s;
  if (Status s = check(summary.log_gaps, "log_gaps", gaps && fit); !s.ok()) return s;
  if (Status s = check(summary.spend, "spend", spending); !s.ok()) return s;
  if (Status s = check_covariates(summary, kind); !s.ok()) return s;
  return check(summary.weight, "weight", false);
}

Status row_at(const Summary& summary, std::size_t i, Kind kind, Row& row) {
  row.x = summary.frequency[i];
  row.recency = at(summary.recency, i, 0.0);
  row.age = at(summary.T, i, 0.0);
  const bool gaps = kind == Kind::bg_cnbd_k || kind == Kind::mbg_cnbd_k;
  row.log_gaps = gaps ? at(summary.log_gaps, i, 0.0) : 0.0;
  row.spend = kind == Kind::gamma_gamma && row.x > 0.0 ? at(summary.spend, i, 0.0) : 0.0;
  row.weight = at(summary.weight, i, 1.0);
  if (const char* message = fault(row, kind)) return bad(i, message);
  return {};
}

void covariates_of(const Summary& summary, std::size_t i, std::vector<double>& z) {
  z.clear();
  for (const Summary::Column column : summary.covariates) z.push_back(column[i] + 0.0);
}

Result<Sorted> rows_to_fit(const Summary& summary, Kind kind) {
  if (Status s = check_columns(summary, kind, true); !s.ok()) return s;
  Sorted out;
  std::map<std::vector<double>, std::size_t> groups;  // By their values, in order.
  std::vector<double> z;
  std::vector<Row>& rows = out.rows;
  rows.reserve(summary.frequency.size());
  for (std::size_t i = 0; i < summary.frequency.size(); ++i) {
    Row row;
    if (Status s = row_at(summary, i, kind, row); !s.ok()) return s;
    if (row.weight == 0.0 ||
        (kind == Kind::gamma_gamma && (row.x == 0.0 || row.spend == 0.0)))
      continue;
    if (kind == Kind::gamma_gamma) row.recency = row.age = 0.0;
    if (kind == Kind::sbg) row.recency = 0.0;
    if (!summary.covariates.empty()) {
      covariates_of(summary, i, z);
      row.group = groups.try_emplace(z, groups.size()).first->second;
    }
    rows.push_back(row);
  }
  if (rows.empty())
    return Status(ErrorCode::model,
                  kind == Kind::gamma_gamma
                      ? "no customer with spend on a repeat trip to fit on"
                      : "no customer to fit on");
  put_groups_in_order(groups, out);
  join_equal(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Group& group = out.groups[rows[i].group];
    if (group.end == 0) group.begin = i;
    group.end = i + 1;
  }
  return out;
}

}  // namespace patron::churn
