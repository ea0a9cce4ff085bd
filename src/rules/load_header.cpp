// SPDX-License-Identifier: Apache-2.0
// The header: which program this is, its days, its money, how late an event may come.
#include <algorithm>
#include <utility>

#include "base/decimal.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {

namespace {

void load_exchange(Loading& loading, const PackNode& node) {
  model::Pack& pack = loading.pack();
  for (const auto& [code, list] : node.entries()) {
    if (!base::currency_decimals(code)) {
      loading.error(list, "no currency " + quoted(code) + " in ISO 4217");
    }
    if (code == pack.currency) {
      loading.error(list, quoted(code) + " is the pack's own currency");
    }
    std::vector<model::Pack::Rate>& rates = pack.exchange[code];
    for (const PackNode& one : list.items()) {
      const std::optional<Date> from = loading.date(one["from"]);
      const Decimal rate = loading.decimal(one["rate"]);
      if (rate.value == 0) loading.error(one["rate"], "a rate is more than 0");
      if (!from) continue;
      if (!rates.empty() && *from <= rates.back().from) {
        loading.error(one["from"], "rates stand oldest first, one a day");
      }
      rates.push_back({*from, rate});
    }
  }
}

}  // namespace

void load_header(Loading& loading, const PackNode& root) {
  model::Pack& pack = loading.pack();
  pack.id = root["id"].text();
  pack.version = root["version"].text();
  for (const PackNode& one : root["languages"].items()) {
    pack.languages.emplace_back(one.text());
  }
  if (pack.languages.empty()) pack.languages.emplace_back("en");
  pack.title = loading.text(root["title"]);

  const PackNode zone = root["timezone"];
  pack.timezone = zone.text();
  if (auto found_zone = base::Zone::find(pack.timezone)) {
    pack.zone = std::move(*found_zone);
  } else {
    loading.error(zone, "no time zone of IANA: " + quoted(pack.timezone));
  }
  const PackNode currency = root["currency"];
  pack.currency = currency.text();
  if (const auto decimals = base::currency_decimals(pack.currency)) {
    pack.currency_scale = *decimals;
  } else {
    loading.error(currency, "no currency " + quoted(pack.currency) + " in ISO 4217");
  }
  load_exchange(loading, root["exchange"]);
  pack.effective = loading.effective(root["effective"]);

  const PackNode late = root["history"]["late"];
  if (late) pack.late_accept_days = days(loading.span(late));
  for (const auto& [id, role] : root["roles"].entries()) {
    pack.roles.push_back({id, loading.text(role["title"])});
  }
}

}  // namespace patron::rules
