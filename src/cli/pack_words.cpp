// SPDX-License-Identifier: Apache-2.0
// The pack was checked by the library; here anything missing simply has its default.
#include "cli/pack_words.hpp"

#include <cstdlib>
#include <utility>

#include <boost/json.hpp>

namespace patron::cli {
namespace {

namespace js = boost::json;

// The value at a path of keys; NULL if there is none.
const js::value* at(const js::value* value, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (value == nullptr || !value->is_object()) return nullptr;
    value = value->as_object().if_contains(key);
  }
  return value;
}

std::string text(const js::value* value, const std::string& language) {
  if (value == nullptr) return {};
  if (value->is_string()) return {value->as_string().data(), value->as_string().size()};
  if (!value->is_object() || value->as_object().empty()) return {};
  const js::value* chosen = value->as_object().if_contains(language);
  if (chosen == nullptr) chosen = &value->as_object().begin()->value();
  return chosen->is_string() ? text(chosen, language) : std::string{};
}

// A number, or a decimal or percentage written as a text.
double number(const js::value* value, double otherwise) {
  if (value == nullptr) return otherwise;
  if (value->is_string()) {
    const std::string digits = text(value, "");
    const double read = std::strtod(digits.c_str(), nullptr);
    return !digits.empty() && digits.back() == '%' ? read / 100.0 : read;
  }
  return value->is_number() ? value->to_number<double>() : otherwise;
}

std::string titled(const js::value& value, const std::string& id,
                   const std::string& language) {
  std::string title = text(at(&value, {"title"}), language);
  return title.empty() ? id : title;
}

InstrumentWords instrument(const std::string& id, const js::value& value,
                           const std::string& language) {
  InstrumentWords out;
  out.id = id;
  out.kind = text(at(&value, {"kind"}), language);
  out.title = text(at(&value, {"title"}), language);
  if (out.title.empty()) out.title = text(at(&value, {"text"}), language);
  if (out.title.empty()) out.title = id;
  const js::value* scale = at(&value, {"scale"});
  if (scale != nullptr && scale->is_array() && scale->as_array().size() == 2) {
    out.low = number(&scale->as_array()[0], 0.0);
    out.high = number(&scale->as_array()[1], 10.0);
  }
  out.promoters_from = number(at(&value, {"promoters_from"}), 9.0);
  out.detractors_to = number(at(&value, {"detractors_to"}), 6.0);
  out.top = static_cast<int>(number(at(&value, {"top"}), 2.0));
  const js::value* rule = at(&value, {"missing", "rule"});
  out.scale_mean = text(rule, language) == "scale_mean";
  out.at_least = number(at(&value, {"missing", "at_least"}), 0.5);
  if (const js::value* codes = at(&value, {"codes"}); codes && codes->is_object()) {
    for (const auto& [name, list] : codes->as_object()) {
      if (!list.is_array()) continue;
      for (const js::value& code : list.as_array()) {
        out.codes.insert(static_cast<std::int64_t>(number(&code, -1.0)));
      }
    }
  }
  if (const js::value* items = at(&value, {"items"}); items && items->is_object()) {
    for (const auto& [name, item] : items->as_object()) {
      const js::value* reversed = at(&item, {"reversed"});
      out.items[std::string(name)] = {
          number(at(&item, {"weight"}), 1.0),
          reversed != nullptr && reversed->is_bool() && reversed->as_bool()};
    }
  }
  return out;
}

void read_points(const js::value* points, const std::string& language, PackWords& out) {
  if (const js::value* all = at(points, {"currencies"}); all && all->is_object()) {
    for (const auto& [id, value] : all->as_object()) {
      const auto scale = static_cast<int>(number(at(&value, {"decimals"}), 0.0));
      out.currencies[std::string(id)] = {titled(value, std::string(id), language), scale};
    }
  }
  if (const js::value* all = at(points, {"tiers"}); all && all->is_object()) {
    for (const auto& [id, value] : all->as_object()) {
      const js::value* levels = at(&value, {"levels"});
      if (levels == nullptr || !levels->is_array()) continue;
      auto& list = out.ladders[std::string(id)];
      for (const js::value& level : levels->as_array()) {
        const std::string name = text(at(&level, {"id"}), language);
        list.emplace_back(name, titled(level, name, language));
      }
    }
  }
}

}  // namespace

PackWords read_pack_words(std::string_view pack_json, const std::string& language) {
  PackWords out;
  boost::system::error_code code;
  const js::value pack = js::parse({pack_json.data(), pack_json.size()}, code);
  if (code || !pack.is_object()) return out;
  out.title = text(at(&pack, {"title"}), language);
  if (out.title.empty()) out.title = text(at(&pack, {"id"}), language);
  out.min_n = static_cast<std::int64_t>(
      number(at(&pack, {"satisfaction", "report", "min_n"}), 5.0));
  const js::value* instruments = at(&pack, {"satisfaction", "instruments"});
  if (instruments != nullptr && instruments->is_object()) {
    for (const auto& [id, value] : instruments->as_object()) {
      out.instruments[std::string(id)] = instrument(std::string(id), value, language);
    }
  }
  const js::value* bands = at(&pack, {"churn", "bands"});
  if (bands != nullptr && bands->is_array()) {
    for (const js::value& band : bands->as_array()) {
      const std::string id = text(at(&band, {"id"}), language);
      out.bands.emplace_back(id, titled(band, id, language));
    }
  }
  read_points(at(&pack, {"points"}), language, out);
  const js::value* actions = at(&pack, {"care", "actions"});
  if (actions != nullptr && actions->is_object()) {
    for (const auto& [id, value] : actions->as_object()) {
      std::string title = text(at(&value, {"title"}), language);
      if (title.empty()) title = text(at(&value, {"do"}), language);
      out.actions[std::string(id)] = title.empty() ? std::string(id) : title;
    }
  }
  return out;
}

}  // namespace patron::cli
