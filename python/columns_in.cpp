// SPDX-License-Identifier: Apache-2.0
// A null is 0, or an empty text, until the column knows what it holds.
#include "columns_in.hpp"

#include <algorithm>
#include <charconv>

#include "base/decimal.hpp"
#include "base/text.hpp"

namespace patron::python {

using Kind = CellValue::Kind;

Status ColumnFiller::fault(const std::string& what) const {
  Place place;
  place.row = static_cast<std::int64_t>(rows_);
  return {ErrorCode::table, "column " + base::shown(name_) + ": " + what,
          std::move(place)};
}

void ColumnFiller::null_at(std::size_t row) {
  const std::size_t bytes = std::max(rows_, row + 1) / 8 + 1;
  if (valid_.size() < bytes) valid_.resize(bytes, 0xFF);
  valid_[row / 8] = static_cast<std::uint8_t>(valid_[row / 8] & ~(1U << row % 8));
}

// Whole numbers turn into decimals or floats when those come; nothing else mixes.
Status ColumnFiller::become(ColumnType type) {
  if (type_ == type) return {};
  const bool texts = type == ColumnType::text || type == ColumnType::nested;
  if (!type_) {
    type_ = type;
    if (texts)
      ends_.resize(rows_ + 1, 0);
    else if (type == ColumnType::number)
      number_.resize(rows_);
    else
      whole_.resize(rows_);
    return {};
  }
  const bool whole = type_ == ColumnType::int64;
  if (whole && type == ColumnType::decimal) {
    type_ = type;
    return {};
  }
  if (whole && type == ColumnType::number) {
    type_ = type;
    for (const std::int64_t value : whole_) number_.push_back(static_cast<double>(value));
    return {};
  }
  return fault("holds cells of two kinds");
}

Status ColumnFiller::rescale(std::int32_t scale) {
  for (std::int64_t& value : whole_) {
    const auto scaled = base::rescale_exact(value, scale_, scale);
    if (!scaled) return fault("holds decimals of more than 18 digits");
    value = *scaled;
  }
  scale_ = scale;
  return {};
}

Status ColumnFiller::add_digits(std::string_view text) {
  if (type_ == ColumnType::number) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    number_.push_back(value);
    return {};
  }
  const auto read = base::parse_decimal(text);
  if (!read) return fault(base::shown(text) + " is no decimal of 18 digits");
  const bool decimal = read->scale > 0 || type_ == ColumnType::decimal;
  const Status status = become(decimal ? ColumnType::decimal : ColumnType::int64);
  if (!status.ok()) return status;
  if (read->scale > scale_) {
    if (Status grown = rescale(read->scale); !grown.ok()) return grown;
  }
  const auto scaled = base::rescale_exact(read->value, read->scale, scale_);
  if (!scaled) return fault(base::shown(text) + " is no decimal of 18 digits");
  whole_.push_back(*scaled);
  return {};
}

Status ColumnFiller::add(const CellValue& cell) {
  Status status;
  switch (cell.kind) {
    case Kind::null:
      null_at(rows_);
      if (type_ == ColumnType::number)
        number_.push_back(0.0);
      else if (type_ == ColumnType::text || type_ == ColumnType::nested)
        ends_.push_back(static_cast<std::int64_t>(bytes_.size()));
      else if (type_)
        whole_.push_back(0);
      break;
    case Kind::text:
    case Kind::json:
      status = become(cell.kind == Kind::text ? ColumnType::text : ColumnType::nested);
      bytes_ += cell.text;
      ends_.push_back(static_cast<std::int64_t>(bytes_.size()));
      break;
    case Kind::digits:
      status = add_digits(cell.text);
      break;
    case Kind::real:
      status = become(ColumnType::number);
      number_.push_back(cell.number);
      break;
    case Kind::local:
      status = fault("which zone are its times in?");
      break;
    default:
      status = become(cell.kind == Kind::boolean ? ColumnType::boolean
                      : cell.kind == Kind::day   ? ColumnType::date
                                                 : ColumnType::instant);
      whole_.push_back(cell.whole);
  }
  if (status.ok()) ++rows_;
  return status;
}

void ColumnFiller::add_wholes(ColumnType type, std::vector<std::int64_t> values) {
  type_ = type;
  rows_ += values.size();
  if (whole_.empty())
    whole_ = std::move(values);
  else
    whole_.insert(whole_.end(), values.begin(), values.end());
}

void ColumnFiller::add_numbers(std::vector<double> values) {
  type_ = ColumnType::number;
  rows_ += values.size();
  if (number_.empty())
    number_ = std::move(values);
  else
    number_.insert(number_.end(), values.begin(), values.end());
}

Status ColumnFiller::put(Columns& columns) {
  if (!type_) whole_.resize(rows_);
  if (!valid_.empty()) valid_.resize(rows_ / 8 + 1, 0xFF);
  const ColumnType type = type_.value_or(ColumnType::int64);
  if (type == ColumnType::number) return columns.add(name_, number_, valid_);
  if (type == ColumnType::text || type == ColumnType::nested)
    return columns.add_texts(name_, type, bytes_, ends_, valid_);
  return columns.add(name_, type, whole_, valid_,
                     type == ColumnType::decimal ? scale_ : 0);
}

}  // namespace patron::python
