// SPDX-License-Identifier: Apache-2.0
// Cells to JSON. Money and decimals go as strings, so that they keep their digits; whole
// numbers of the vocabulary as numbers; lists as "a;b" or JSON. A cell that does not look
// like its kind goes as text: the engine then says what it expected.
#include <array>
#include <boost/json.hpp>

#include "cli/input.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

CellKind kind_of_type(std::string_view type) {
  if (!type.empty() && type.back() == '?') type.remove_suffix(1);
  if (type == "int" || type == "integer" || type == "double" || type == "number") {
    return CellKind::number;
  }
  if (type == "bool" || type == "boolean") return CellKind::boolean;
  if (type.substr(0, 4) == "list") return CellKind::list;
  return CellKind::text;
}

}  // namespace

CellKinds::CellKinds() {
  for (const char* name : {"nights", "segments", "distance", "party_size", "points",
                           "rating", "scale", "days"}) {
    kinds_.emplace(name, CellKind::number);
  }
  kinds_.emplace("allow", CellKind::boolean);
  kinds_.emplace("consents", CellKind::list);
  kinds_.emplace("preferences", CellKind::list);
  kinds_.emplace("lines", CellKind::json);
}

void CellKinds::add_pack(std::string_view pack_json) {
  boost::system::error_code code;
  const boost::json::value pack =
      boost::json::parse({pack_json.data(), pack_json.size()}, code);
  if (code || !pack.is_object()) return;
  const boost::json::value* attributes = pack.as_object().if_contains("attributes");
  if (attributes == nullptr || !attributes->is_object()) return;
  for (const auto& [on, declared] : attributes->as_object()) {
    if (on == "line" || !declared.is_object()) continue;
    for (const auto& [name, definition] : declared.as_object()) {
      const boost::json::value* type = &definition;
      if (definition.is_object()) type = definition.as_object().if_contains("type");
      if (type == nullptr || !type->is_string()) continue;
      const auto& text = type->as_string();
      kinds_[std::string(name)] = kind_of_type({text.data(), text.size()});
    }
  }
}

CellKind CellKinds::of(std::string_view attribute) const {
  if (attribute.substr(0, 8) == "answers.") return CellKind::number;
  const auto found = kinds_.find(attribute);
  return found == kinds_.end() ? CellKind::text : found->second;
}

bool append_cell(std::string& json, CellKind kind, std::string_view cell) {
  if (kind == CellKind::number && is_json_number(cell)) {
    json += cell;
    return true;
  }
  if (kind == CellKind::boolean && (cell == "true" || cell == "false")) {
    json += cell;
    return true;
  }
  if (kind == CellKind::json || (kind == CellKind::list && cell[0] == '[')) {
    std::array<unsigned char, 4096> room;  // For most cells: nothing is kept of them.
    boost::json::monotonic_resource memory(room.data(), room.size());
    boost::system::error_code code;
    boost::json::parse({cell.data(), cell.size()}, code, &memory);
    if (code) return false;
    json += cell;
    return true;
  }
  if (kind != CellKind::list) {
    append_json(json, cell);
    return true;
  }
  json += '[';
  for (std::size_t at = 0; at <= cell.size();) {
    const std::size_t end = std::min(cell.find(';', at), cell.size());
    if (at > 0) json += ',';
    append_json(json, cell.substr(at, end - at));
    at = end + 1;
  }
  json += ']';
  return true;
}

}  // namespace patron::cli
