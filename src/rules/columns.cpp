// SPDX-License-Identifier: Apache-2.0
// Texts become codes when they come in: an expression then looks at each word once. Cells
// become values of a name's type by the same conversions as JSON (read_value).
#include "rules/columns.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "rules/schema.hpp"
#include "rules/syntax.hpp"

namespace patron {

namespace {

using Column = Columns::Data::Column;

bool is_text(ColumnType type) {
  return type == ColumnType::text || type == ColumnType::nested;
}

Status fault(std::string_view name, std::string_view what) {
  return {ErrorCode::table, "column \"" + std::string(name) + "\": " + std::string(what)};
}

Status begin(Columns::Data& data, std::string_view name, std::size_t size,
             Columns::Valid valid, Column& column) {
  if (data.find(name) != nullptr) return fault(name, "is there already");
  if (size != data.rows)
    return fault(name, "has " + std::to_string(size) + " values for " +
                           std::to_string(data.rows) + " rows");
  if (!valid.empty() && valid.size() < (data.rows + 7) / 8)
    return fault(name, "has fewer validity bits than rows");
  if (!json::valid_utf8(name)) return fault("?", "has a name that is not UTF-8");
  column.name = name;
  if (valid.empty()) return {};
  column.null.resize(data.rows);
  bool any = false;
  for (std::size_t row = 0; row < data.rows; ++row) {
    column.null[row] = (valid[row / 8] >> row % 8 & 1) == 0 ? 1 : 0;
    any = any || column.null[row] != 0;
  }
  if (!any) column.null.clear();
  return {};
}

void find_beyond(Column& column) {
  const bool day = column.type == ColumnType::date;
  if (!day && column.type != ColumnType::instant) return;
  const std::int64_t least = day ? -25'567 : -62'135'596'800'000;
  const std::int64_t most = day ? 84'005 : 253'402'300'799'999;
  for (std::size_t row = 0; row < column.whole.size() && !column.beyond; ++row) {
    const bool null = !column.null.empty() && column.null[row] != 0;
    const std::int64_t value = column.whole[row];
    if (!null && (value < least || value > most)) column.beyond = row;
  }
}

}  // namespace

const Column* Columns::Data::find(std::string_view name) const {
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [&](const Column& each) { return each.name == name; });
  return at == columns.end() ? nullptr : &*at;
}

Columns::Columns(std::size_t rows) : data_(std::make_shared<Data>()) {
  data_->rows = rows;
}

std::size_t Columns::rows() const noexcept {
  return data_->rows;
}

Status Columns::add(std::string_view name, ColumnType type,
                    std::span<const std::int64_t> values, Valid valid,
                    std::int32_t scale) {
  if (is_text(type) || type == ColumnType::number || type < ColumnType::int64 ||
      type > ColumnType::nested)
    return fault(name, "is not of whole values");
  if (scale < 0 || scale > 18 || (scale != 0 && type != ColumnType::decimal))
    return fault(name, "has no such scale");
  Column column;
  if (Status status = begin(*data_, name, values.size(), valid, column); !status.ok())
    return status;
  column.type = type;
  column.scale = scale;
  column.whole.assign(values.begin(), values.end());
  if (type == ColumnType::boolean)
    for (std::int64_t& value : column.whole) value = value != 0 ? 1 : 0;
  find_beyond(column);
  data_->columns.push_back(std::move(column));
  return {};
}

Status Columns::add(std::string_view name, std::span<const double> values, Valid valid) {
  Column column;
  if (Status status = begin(*data_, name, values.size(), valid, column); !status.ok())
    return status;
  column.type = ColumnType::number;
  column.number.assign(values.begin(), values.end());
  data_->columns.push_back(std::move(column));
  return {};
}

Status Columns::add_texts(std::string_view name, ColumnType type, std::string_view bytes,
                          std::span<const std::int64_t> ends, Valid valid) {
  if (!is_text(type)) return fault(name, "is not of texts");
  Column column;
  const std::size_t size = ends.empty() ? 0 : ends.size() - 1;
  if (Status status = begin(*data_, name, size, valid, column); !status.ok())
    return status;
  column.type = type;
  column.codes.resize(size);
  std::unordered_map<std::string_view, std::int32_t> known;
  for (std::size_t row = 0; row < size; ++row) {
    if (!column.null.empty() && column.null[row] != 0) continue;
    const std::int64_t from = ends[row], to = ends[row + 1];
    if (from < 0 || to < from || to > static_cast<std::int64_t>(bytes.size()))
      return fault(name, "has a text that ends where there are no bytes");
    const std::string_view text =
        bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
    const auto [at, added] =
        known.try_emplace(text, static_cast<std::int32_t>(known.size()));
    if (added) column.words.emplace_back(text);
    column.codes[row] = at->second;
  }
  const auto none = static_cast<std::int32_t>(column.words.size());
  for (std::size_t row = 0; row < column.null.size(); ++row)
    if (column.null[row] != 0) column.codes[row] = none;
  data_->columns.push_back(std::move(column));
  return {};
}

Status Columns::add_codes(std::string_view name, ColumnType type,
                          std::span<const std::int32_t> codes,
                          std::span<const std::string_view> words, Valid valid) {
  if (!is_text(type)) return fault(name, "is not of texts");
  if (words.size() >= std::numeric_limits<std::int32_t>::max())
    return fault(name, "has too many words");
  Column column;
  if (Status status = begin(*data_, name, codes.size(), valid, column); !status.ok())
    return status;
  column.type = type;
  column.words.assign(words.begin(), words.end());
  column.codes.assign(codes.begin(), codes.end());
  const auto none = static_cast<std::int32_t>(words.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (!column.null.empty() && column.null[row] != 0) {
      column.codes[row] = none;
    } else if (codes[row] < 0 || codes[row] >= none) {
      return fault(name, "has a code without a word");
    }
  }
  data_->columns.push_back(std::move(column));
  return {};
}

}  // namespace patron

namespace patron::rules {

using model::TypeKind;

namespace {

Status misfit(const Name& name, const std::string& problem, std::size_t row) {
  Place place;
  json::append_pointer(place.path, name.path);
  place.row = static_cast<std::int64_t>(row);
  return {ErrorCode::event, "\"" + name.path + "\": " + problem, std::move(place)};
}

// How a cell of a column that holds no texts is written, for conversions and messages.
std::string written(const Column& column, std::size_t row) {
  switch (column.type) {
    case ColumnType::number: {
      std::string out;
      json::append_double(out, column.number[row]);
      return out;
    }
    case ColumnType::boolean:
      return column.whole[row] != 0 ? "true" : "false";
    case ColumnType::date:
      return Date{static_cast<std::int32_t>(column.whole[row])}.text();
    case ColumnType::instant:
      return Instant{column.whole[row]}.text();
    default:
      return base::decimal_text(column.whole[row], column.scale);
  }
}

TypeKind kind_of(ColumnType type) {
  switch (type) {
    case ColumnType::boolean:
      return TypeKind::boolean;
    case ColumnType::date:
      return TypeKind::date;
    case ColumnType::instant:
      return TypeKind::instant;
    case ColumnType::decimal:
      return TypeKind::decimal;
    case ColumnType::number:
      return TypeKind::number;
    default:
      return TypeKind::integer;
  }
}

bool amount(TypeKind kind) {
  return kind == TypeKind::decimal || kind == TypeKind::money;
}

class LaneReader {
 public:
  LaneReader(const Column& column, const Name& name, Storage& storage, Lane& lane)
      : column_(column), name_(name), storage_(storage), lane_(lane) {}

  Status read() {
    lane_.nulls = !column_.null.empty();
    if (is_text(column_.type)) return words();
    if (!column_.null.empty()) lane_.null = column_.null.data();
    const TypeKind from = kind_of(column_.type), to = name_.type.kind;
    lane_.kind = name_.type.dynamic() ? from : to;
    lane_.scale =
        amount(lane_.kind) && !name_.type.dynamic() ? name_.type.scale : column_.scale;
    if (lane_.kind == TypeKind::number) return numbers(from);
    lane_.form = Lane::Form::whole;
    if (from == lane_.kind && lane_.scale == column_.scale && from != TypeKind::number) {
      lane_.whole = column_.whole.data();
      return in_range();
    }
    return each([&](std::size_t row) { return convert(row); });
  }

 private:
  template <class F>
  Status each(F&& convert_one) {
    const std::size_t rows = std::max(column_.whole.size(), column_.number.size());
    lane_.made_whole.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      if (lane_.null != nullptr && lane_.null[row] != 0) continue;
      if (Status status = convert_one(row); !status.ok()) return status;
    }
    lane_.whole = lane_.made_whole.data();
    return {};
  }

  Status in_range() const {
    if (!column_.beyond) return {};
    const bool day = column_.type == ColumnType::date;
    return misfit(name_,
                  "expected " + describe(name_.type) + "; found " +
                      std::to_string(column_.whole[*column_.beyond]) +
                      (day ? " days" : " milliseconds") + " since 1970",
                  *column_.beyond);
  }

  // By way of the text, as JSON would have it: rare, and the same by construction.
  Status convert(std::size_t row) {
    Value value;
    const std::string problem = as_json(row, value);
    if (!problem.empty()) return misfit(name_, problem, row);
    if (value.kind != lane_.kind || !value.text.empty() || value.nanoseconds != 0 ||
        value.list != nullptr || value.map != nullptr)
      return misfit(name_, "expected " + describe(name_.type) + " in a column of texts",
                    row);
    lane_.made_whole[row] = value.integer;
    return {};
  }

  std::string as_json(std::size_t row, Value& value) {
    const std::string text = written(column_, row);
    const bool quoted =
        column_.type == ColumnType::date || column_.type == ColumnType::instant;
    json::Value from;
    from.kind = quoted                                ? json::Kind::string
                : column_.type == ColumnType::boolean ? json::Kind::boolean
                                                      : json::Kind::number;
    from.boolean = column_.type == ColumnType::boolean && column_.whole[row] != 0;
    from.text = text;
    return read_value(from, name_.type, storage_, value);
  }

  Status numbers(TypeKind from) {
    lane_.form = Lane::Form::number;
    if (from == TypeKind::number) {
      lane_.number = column_.number.data();
      return {};
    }
    lane_.made_number.resize(column_.whole.size());
    for (std::size_t row = 0; row < column_.whole.size(); ++row) {
      if (lane_.null != nullptr && lane_.null[row] != 0) continue;
      Value value;
      const std::string problem = as_json(row, value);
      if (!problem.empty()) return misfit(name_, problem, row);
      lane_.made_number[row] = value.number;
    }
    lane_.number = lane_.made_number.data();
    return {};
  }

  // A word that is not of the type matters only if a cell has it.
  Status words() {
    lane_.form = Lane::Form::coded;
    lane_.codes = column_.codes.data();
    std::vector<std::string> problems(column_.words.size());
    bool bad = false;
    for (std::size_t i = 0; i < column_.words.size(); ++i) {
      problems[i] = word(column_.words[i], lane_.words.emplace_back());
      bad = bad || !problems[i].empty();
    }
    lane_.words.emplace_back();  // Null.
    for (std::size_t row = 0; bad && row < column_.codes.size(); ++row) {
      const auto code = static_cast<std::size_t>(column_.codes[row]);
      if (code < problems.size() && !problems[code].empty())
        return misfit(name_, problems[code], row);
    }
    return {};
  }

  std::string word(const std::string& text, Value& value) {
    if (!json::valid_utf8(text)) return "not UTF-8";
    if (column_.type == ColumnType::text) {
      json::Value from;
      from.kind = json::Kind::string;
      from.text = text;
      return read_value(from, name_.type, storage_, value);
    }
    json::Options options;
    options.limits = {limits::kPackBytes, limits::kPackDepth};
    const Result<json::Document> read = json::Document::parse(text, options);
    if (!read.ok()) return "not JSON: " + read.status().message();
    return read_value(read->root(), name_.type, storage_, value);
  }

  const Column& column_;
  const Name& name_;
  Storage& storage_;
  Lane& lane_;
};

}  // namespace

Value Lane::value(std::size_t row) const {
  switch (form) {
    case Form::fixed:
      return words.front();
    case Form::coded:
      return words[static_cast<std::size_t>(codes[row])];
    case Form::whole:
      if (null != nullptr && null[row] != 0) return {};
      return scalar_value(kind, whole[row], scale);
    case Form::number:
      if (null != nullptr && null[row] != 0) return {};
      return number_value(number[row]);
    default:
      return {};
  }
}

Status read_lane(const Columns::Data& columns, const Name& name, Storage& storage,
                 Lane& lane) {
  const Column* column = columns.find(name.path);
  if (column == nullptr) return {};
  return LaneReader(*column, name, storage, lane).read();
}

}  // namespace patron::rules
