// SPDX-License-Identifier: Apache-2.0
#include "engine/emission.hpp"

#include <algorithm>

namespace patron::engine {

bool same_content(const Emission& a, const Emission& b) {
  const auto same_parts = [](const loyalty::LotParts& x, const loyalty::LotParts& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const loyalty::LotPart& p, const loyalty::LotPart& q) {
                        return p.lot == q.lot && p.points == q.points;
                      });
  };
  return a.kind == b.kind && a.what == b.what && a.at == b.at && a.rule == b.rule &&
         a.version == b.version && a.before == b.before && a.currency == b.currency &&
         a.points == b.points && a.until == b.until && a.parent == b.parent &&
         a.scope == b.scope && a.note == b.note && a.price == b.price &&
         same_parts(a.lots, b.lots);
}

}  // namespace patron::engine
