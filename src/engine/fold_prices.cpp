// SPDX-License-Identifier: Apache-2.0
// The price that points have in the books (M55): what was paid for a trip is shared
// between the trip and the points that were sold with it, by their stand-alone prices.
// What was allocated is never shared again.
#include <algorithm>

#include <boost/multiprecision/cpp_int.hpp>

#include "engine/fold.hpp"

namespace patron::engine {
namespace {

using Wide = boost::multiprecision::int512_t;  // Products of three amounts and scales.

struct Share {
  Wide over = 0, under = 1;
};

// Stand-alone price of so many points in minor units, less what nobody will redeem.
Share stand_alone(const model::Currency& currency, std::int64_t points,
                  std::int32_t money_scale) {
  const model::Books& books = *currency.books;
  return {Wide(points) * books.point_value.value * books.redeemed.value *
              base::power_of_ten(money_scale),
          Wide(base::power_of_ten(currency.scale)) *
              base::power_of_ten(books.point_value.scale) *
              base::power_of_ten(books.redeemed.scale)};
}

// Positive, half-even.
std::int64_t rounded(const Wide& over, const Wide& under) {
  const Wide low = over / under, twice = (over - low * under) * 2;
  const bool up = twice > under || (twice == under && (low & 1) != 0);
  return static_cast<std::int64_t>(low) + (up ? 1 : 0);
}

}  // namespace

void Fold::allocate_prices() {
  std::vector<Sold> sold;
  sold.swap(sold_);
  for (std::size_t first = 0; first < sold.size(); ++first) {
    const std::string& ref = sold[first].ref;
    model::Trip* trip = trip_of(ref);
    const bool again =
        std::any_of(sold.begin(), sold.begin() + static_cast<std::ptrdiff_t>(first),
                    [&](const Sold& other) { return other.ref == ref; });
    if (trip == nullptr || again) continue;
    std::vector<std::pair<const Sold*, Share>> mine;
    for (const Sold& one : sold) {
      const model::Currency* rules = currency_rules(one.currency);
      if (one.ref == ref && rules != nullptr && rules->books)
        mine.emplace_back(
            &one, stand_alone(*rules, one.points, version().pack().currency_scale));
    }
    // On one denominator: currencies may differ in decimals.
    Wide under = 1, total = 0;
    for (const auto& [one, share] : mine)
      under = boost::multiprecision::lcm(under, share.under);
    for (auto& [one, share] : mine) total += share.over *= under / share.under;
    const std::int64_t price =
        std::max<std::int64_t>(0, trip->net() - trip->refunded - trip->allocated);
    std::int64_t given = 0;
    Wide so_far = 0;
    for (const auto& [one, share] : mine) {
      so_far += share.over;
      const std::int64_t up_to =
          price == 0 ? 0 : rounded(so_far * price, Wide(price) * under + total);
      if (one->emission != SIZE_MAX) (*options_.out)[one->emission].price = up_to - given;
      given = up_to;
    }
    trip->allocated += given;
  }
}

}  // namespace patron::engine
