// SPDX-License-Identifier: Apache-2.0
// Values with a name, for figures that several rules share: constants.long_trip; and maps
// of them.
#include <memory>
#include <utility>

#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/lookups.hpp"
#include "rules/words.hpp"

namespace patron::rules {

void load_constants(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["constants"].entries()) {
    model::Constant constant;
    constant.id = id;
    constant.title = loading.text(node["title"]);
    constant.origin = node.origin();
    constant.type = type(node["type"].text(), loading.pack().currency_scale);
    if (!may_be_literal(constant.type)) {
      loading.error(node["type"],
                    "a constant is bool, int, decimal(n), money, string or "
                    "date");
      continue;
    }
    const auto value = literal(node["literal"].value(), constant.type);
    if (!value)
      loading.error(node["literal"], "the literal is not of type " +
                                         quoted(node["type"].text()) + "; found " +
                                         found(node["literal"].value()));
    constant.value = value.value_or(std::int64_t{0});
    loading.pack().constants.push_back(std::move(constant));
  }
}

void load_lookups(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["lookups"].entries()) {
    auto lookup = std::make_shared<model::Lookup>();
    lookup->id = id;
    loading.text(node["title"]);
    lookup->keys = type(node["keys"].text(), loading.pack().currency_scale);
    lookup->values = type(node["values"].text(), loading.pack().currency_scale);
    if (const auto fault = read_lookup(node, *lookup)) {
      loading.error(fault->at, fault->message);
      continue;
    }
    loading.pack().lookups.push_back(std::move(lookup));
  }
}

}  // namespace patron::rules
