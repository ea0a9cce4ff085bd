// SPDX-License-Identifier: Apache-2.0
// A Reader knows one column's format and gives its cells: whole numbers, floats, texts in
// all three layouts, decimals, days, timestamps, dictionaries; lists and records as JSON.
#include "arrow_in.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "arrow.hpp"
#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "columns_in.hpp"

namespace patron::python {
namespace {

template <class Struct>
struct Released {
  Struct value = {};
  Released() = default;
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() {
    if (value.release != nullptr) value.release(&value);
  }
  void take(Struct* from) {  // Moves, as the specification says: the source is let go.
    value = *from;
    from->release = nullptr;
  }
};

template <class T>
T load(const void* buffer, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + at * std::int64_t{sizeof(T)},
              sizeof(T));
  return value;
}

bool valid(const ArrowArray& array, std::int64_t at) {
  if (array.n_buffers == 0 || array.buffers[0] == nullptr) return true;
  return (load<std::uint8_t>(array.buffers[0], at / 8) >> at % 8 & 1) != 0;
}

class Reader {
 public:
  explicit Reader(const ArrowSchema& schema, std::size_t depth = 0)
      : format_(schema.format), name_(schema.name == nullptr ? "" : schema.name) {
    if (depth > limits::kEventDepth)
      refuse(ErrorCode::table, "column " + base::shown(name_) + " is too deep");
    if (schema.dictionary != nullptr)
      inner_.push_back(std::make_unique<Reader>(*schema.dictionary, depth + 1));
    for (std::int64_t c = 0; c < schema.n_children; ++c)
      inner_.push_back(std::make_unique<Reader>(*schema.children[c], depth + 1));
    dictionary_ = schema.dictionary != nullptr;
    if (format_.substr(0, 2) == "d:") read_decimal();
  }

  const std::string& name() const { return name_; }

  // A cell; `row` counts from the array's own offset. Its text lives till the next call.
  CellValue cell(const ArrowArray& array, std::int64_t row) {
    const std::int64_t at = row + array.offset;
    CellValue out;
    if (format_ == "n" || !valid(array, at)) return out;
    if (dictionary_)
      return inner_[0]->cell(*array.dictionary, whole(array.buffers[1], at));
    using K = CellValue::Kind;
    switch (format_[0]) {
      case 'c': case 'C': case 's': case 'S': case 'i': case 'I': case 'l':
        text_ = std::to_string(whole(array.buffers[1], at));
        return as_text(K::digits);
      case 'L':
        text_ = std::to_string(load<std::uint64_t>(array.buffers[1], at));
        return as_text(K::digits);
      case 'f':
        out.kind = K::real;
        out.single = true;
        out.number = static_cast<double>(load<float>(array.buffers[1], at));
        return out;
      case 'g':
        out.kind = K::real;
        out.number = load<double>(array.buffers[1], at);
        return out;
      case 'b':
        out.kind = K::boolean;
        out.whole = load<std::uint8_t>(array.buffers[1], at / 8) >> at % 8 & 1;
        return out;
      case 'd': return decimal(array, at);
      case 't': return time(array, at);
      case '+':
        text_.clear();
        append_json(text_, array, row);
        return as_text(K::json);
      default:
        out.kind = K::text;
        out.text = bytes(array, at);
        return out;
    }
  }

  // Texts and bytes in their three layouts.
  std::string_view bytes(const ArrowArray& array, std::int64_t at) const {
    if (format_ == "u" || format_ == "z") return span<std::int32_t>(array, at);
    if (format_ == "U" || format_ == "Z") return span<std::int64_t>(array, at);
    if (format_ != "vu" && format_ != "vz") unsupported();
    const char* view = static_cast<const char*>(array.buffers[1]) + at * 16;
    const auto size = load<std::int32_t>(view, 0);
    if (size <= 12) return {view + 4, static_cast<std::size_t>(size)};
    const auto* buffer =
        static_cast<const char*>(array.buffers[2 + load<std::int32_t>(view, 2)]);
    return {buffer + load<std::int32_t>(view, 3), static_cast<std::size_t>(size)};
  }
  bool is_bytes() const { return format_ == "z" || format_ == "Z" || format_ == "vz"; }

 private:
  [[noreturn]] void unsupported() const {
    refuse(ErrorCode::table, "column " + base::shown(name_) + " is of the Arrow type " +
                                 base::shown(format_) + ", which events do not hold");
  }

  CellValue as_text(CellValue::Kind kind) const {
    CellValue out;
    out.kind = kind;
    out.text = text_;
    return out;
  }

  template <class Offset>
  static std::string_view span(const ArrowArray& array, std::int64_t at) {
    const auto begin = load<Offset>(array.buffers[1], at),
               end = load<Offset>(array.buffers[1], at + 1);
    if (end == begin) return {};
    return {static_cast<const char*>(array.buffers[2]) + begin,
            static_cast<std::size_t>(end - begin)};
  }

  std::int64_t whole(const void* buffer, std::int64_t at) const {
    switch (format_[0]) {
      case 'c': return load<std::int8_t>(buffer, at);
      case 'C': return load<std::uint8_t>(buffer, at);
      case 's': return load<std::int16_t>(buffer, at);
      case 'S': return load<std::uint16_t>(buffer, at);
      case 'i': return load<std::int32_t>(buffer, at);
      case 'I': return load<std::uint32_t>(buffer, at);
      case 'l': case 'L': return load<std::int64_t>(buffer, at);
      default: unsupported();
    }
  }

  // "d:18,2" or "d:18,2,128".
  void read_decimal() {
    const std::size_t comma = format_.find(',');
    if (comma == std::string::npos) unsupported();
    const std::size_t width = format_.find(',', comma + 1);
    if (width != std::string::npos && format_.substr(width + 1) != "128") unsupported();
    scale_ = std::atoi(format_.c_str() + comma + 1);
    if (scale_ < 0 || scale_ > 18) unsupported();
  }

  CellValue decimal(const ArrowArray& array, std::int64_t at) {
    base::Int128 value;
    std::memcpy(&value, static_cast<const char*>(array.buffers[1]) + at * 16, 16);
    const bool negative = value < 0;
    std::string digits;
    for (int place = 0; value != 0 || place <= scale_; ++place) {
      if (place == scale_ && scale_ > 0) digits += '.';
      const auto digit = static_cast<int>(value % 10);
      digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
      value /= 10;
    }
    if (negative) digits += '-';
    text_.assign(digits.rbegin(), digits.rend());
    return as_text(CellValue::Kind::digits);
  }

  // Days, and timestamps to the millisecond below.
  CellValue time(const ArrowArray& array, std::int64_t at) const {
    constexpr std::int64_t kDay = 86'400'000;
    CellValue out;
    out.kind = CellValue::Kind::day;
    if (format_ == "tdD") {
      out.whole = load<std::int32_t>(array.buffers[1], at);
      return out;
    }
    const std::int64_t value = load<std::int64_t>(array.buffers[1], at);
    if (format_ == "tdm") {
      out.whole = value / kDay;
      return out;
    }
    if (format_.size() < 4 || format_[1] != 's' || format_[3] != ':') unsupported();
    const bool zone = format_.size() > 4;
    out.kind = zone ? CellValue::Kind::instant : CellValue::Kind::local;
    const auto floored = [&](std::int64_t by) {
      return value / by - (value % by < 0 ? 1 : 0);
    };
    switch (format_[2]) {
      case 's':
        if (value > INT64_MAX / 1000 || value < INT64_MIN / 1000)
          refuse(ErrorCode::table, "column " + base::shown(name_) +
                                       " holds a time beyond all calendars");
        out.whole = value * 1000;
        break;
      case 'm': out.whole = value; break;
      case 'u': out.whole = floored(1000); break;
      default: out.whole = floored(1'000'000);
    }
    return out;
  }

  // A cell as JSON, for lists and records; what is null in a record is left out.
  void append_json(std::string& out, const ArrowArray& array, std::int64_t row) {
    if (format_ == "+s") {
      out += '{';
      bool first = true;
      for (std::size_t c = 0; c < inner_.size(); ++c) {
        const ArrowArray& child = *array.children[c];
        const CellValue held = inner_[c]->cell(child, row + array.offset);
        if (held.kind == CellValue::Kind::null) continue;
        if (!first) out += ',';
        first = false;
        json::append_string(out, inner_[c]->name());
        out += ':';
        append_value(out, held);
      }
      out += '}';
      return;
    }
    const std::int64_t at = row + array.offset;
    std::int64_t begin = 0, end = 0;
    if (format_ == "+l") {
      begin = load<std::int32_t>(array.buffers[1], at);
      end = load<std::int32_t>(array.buffers[1], at + 1);
    } else if (format_ == "+L") {
      begin = load<std::int64_t>(array.buffers[1], at);
      end = load<std::int64_t>(array.buffers[1], at + 1);
    } else if (format_.substr(0, 3) == "+w:") {
      const std::int64_t width = std::atoll(format_.c_str() + 3);
      begin = at * width;
      end = begin + width;
    } else {
      unsupported();
    }
    out += '[';
    for (std::int64_t i = begin; i < end; ++i) {
      if (i > begin) out += ',';
      append_value(out, inner_[0]->cell(*array.children[0], i));
    }
    out += ']';
  }

  void append_value(std::string& out, const CellValue& value) const {
    using K = CellValue::Kind;
    switch (value.kind) {
      case K::null: out += "null"; break;
      case K::text: json::append_string(out, value.text); break;
      case K::boolean: out += value.whole != 0 ? "true" : "false"; break;
      case K::day:
        json::append_string(out, Date{static_cast<std::int32_t>(value.whole)}.text());
        break;
      case K::instant: json::append_string(out, Instant{value.whole}.text()); break;
      case K::digits: case K::json: out += value.text; break;
      case K::real: json::append_double(out, value.number); break;
      case K::local:
        refuse(ErrorCode::table,
               "which zone are the times in column " + base::shown(name_) + " in?");
    }
  }

  std::string format_, name_, text_;
  std::vector<std::unique_ptr<Reader>> inner_;
  bool dictionary_ = false;
  int scale_ = 0;
};

// ---- streams ------------------------------------------------------------------------

using Schema = Released<ArrowSchema>;
using Array = Released<ArrowArray>;
using Stream = Released<ArrowArrayStream>;

template <class Struct>
Struct* held(py::handle capsule, const char* name) {
  auto* found = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (found == nullptr) throw py::error_already_set();
  if (found->release == nullptr)
    refuse(ErrorCode::stream, "the Arrow capsule was read before");
  return found;
}

void drain(Stream& stream, Schema& schema, std::vector<std::unique_ptr<Array>>& batches) {
  const auto check_stream = [&](int failed) {
    if (failed == 0) return;
    const char* said = stream.value.get_last_error(&stream.value);
    refuse(ErrorCode::stream, said == nullptr ? "the Arrow stream failed" : said);
  };
  check_stream(stream.value.get_schema(&stream.value, &schema.value));
  for (;;) {
    auto batch = std::make_unique<Array>();
    check_stream(stream.value.get_next(&stream.value, &batch->value));
    if (batch->value.release == nullptr) return;
    batches.push_back(std::move(batch));
  }
}

struct Batches {
  Schema schema;
  std::vector<std::unique_ptr<Array>> arrays;
};

void read(py::handle capsules, Batches& out) {
  if (py::isinstance<py::tuple>(capsules)) {
    const auto pair = py::reinterpret_borrow<py::tuple>(capsules);
    if (pair.size() != 2) refuse(ErrorCode::stream, "an Arrow array is two capsules");
    out.schema.take(held<ArrowSchema>(pair[0], "arrow_schema"));
    out.arrays.push_back(std::make_unique<Array>());
    out.arrays.back()->value.release = nullptr;
    out.arrays.back()->take(held<ArrowArray>(pair[1], "arrow_array"));
  } else {
    Stream stream;
    stream.take(held<ArrowArrayStream>(capsules, "arrow_array_stream"));
    drain(stream, out.schema, out.arrays);
  }
  if (std::string_view(out.schema.value.format) != "+s")
    refuse(ErrorCode::table, "a table is expected, not a single column");
  for (const auto& array : out.arrays)
    if (array->value.n_children != out.schema.value.n_children)
      refuse(ErrorCode::stream, "a batch has another number of columns than its schema");
}

// A record batch may itself be a slice.
std::int64_t first_of(const Array& batch) { return batch.value.offset; }

}  // namespace

void read_arrow(py::handle capsules, Input& input) {
  Batches batches;
  read(capsules, batches);
  for (std::int64_t c = 0; c < batches.schema.value.n_children; ++c) {
    Reader reader(*batches.schema.value.children[c]);
    if (!take(input.column(reader.name()))) continue;
    if (reader.is_bytes())
      refuse(ErrorCode::table, "column " + base::shown(reader.name()) +
                                   " holds bytes, which events do not");
    for (const auto& batch : batches.arrays) {
      const ArrowArray& column = *batch->value.children[c];
      for (std::int64_t r = 0; r < batch->value.length; ++r)
        check(input.add(reader.cell(column, r + first_of(*batch))));
    }
  }
}

namespace {

// Numbers and truths are copied whole; anything else goes cell by cell.
bool copied(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first,
            std::int64_t count, ColumnFiller& filler) {
  const std::string_view format = schema.format;
  if (format.size() != 1 || schema.dictionary != nullptr) return false;
  const std::size_t begin = filler.rows();
  const auto read = [&](auto sample, auto&& out) {
    using From = decltype(sample);
    for (std::int64_t r = 0; r < count; ++r)
      out[static_cast<std::size_t>(r)] = static_cast<std::decay_t<decltype(out[0])>>(
          load<From>(array.buffers[1], first + r));
  };
  std::vector<std::int64_t> wholes(format == "g" || format == "f" ? 0
                                       : static_cast<std::size_t>(count));
  std::vector<double> numbers(wholes.empty() ? static_cast<std::size_t>(count) : 0);
  switch (format[0]) {
    case 'c': read(std::int8_t{}, wholes); break;
    case 'C': read(std::uint8_t{}, wholes); break;
    case 's': read(std::int16_t{}, wholes); break;
    case 'S': read(std::uint16_t{}, wholes); break;
    case 'i': read(std::int32_t{}, wholes); break;
    case 'I': read(std::uint32_t{}, wholes); break;
    case 'l': read(std::int64_t{}, wholes); break;
    case 'g': read(double{}, numbers); break;
    case 'f': read(float{}, numbers); break;
    case 'b':
      for (std::int64_t r = 0; r < count; ++r) {
        const std::int64_t at = first + r;
        wholes[static_cast<std::size_t>(r)] =
            load<std::uint8_t>(array.buffers[1], at / 8) >> at % 8 & 1;
      }
      break;
    default: return false;
  }
  if (format == "g" || format == "f") {
    filler.add_numbers(std::move(numbers));
  } else {
    filler.add_wholes(format == "b" ? ColumnType::boolean : ColumnType::int64,
                      std::move(wholes));
  }
  if (array.null_count == 0) return true;
  for (std::int64_t r = 0; r < count; ++r)
    if (!valid(array, first + r)) filler.set_null(begin + static_cast<std::size_t>(r));
  return true;
}

}  // namespace

Columns read_columns(py::handle capsules, const std::vector<std::string>& wanted) {
  Batches batches;
  read(capsules, batches);
  std::size_t rows = 0;
  for (const auto& batch : batches.arrays)
    rows += static_cast<std::size_t>(batch->value.length);
  Columns out(rows);
  for (std::int64_t c = 0; c < batches.schema.value.n_children; ++c) {
    const ArrowSchema& schema = *batches.schema.value.children[c];
    const std::string name = schema.name == nullptr ? "" : schema.name;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end())
      continue;
    Reader reader(schema);
    if (reader.is_bytes()) continue;
    ColumnFiller filler(name);
    for (const auto& batch : batches.arrays) {
      const ArrowArray& column = *batch->value.children[c];
      const std::int64_t first = first_of(*batch), count = batch->value.length;
      if (copied(schema, column, first + column.offset, count, filler)) continue;
      for (std::int64_t r = 0; r < count; ++r)
        check(filler.add(reader.cell(column, r + first)));
    }
    check(filler.put(out));
  }
  return out;
}

std::vector<KeptMember> read_members(py::handle capsules) {
  Batches batches;
  read(capsules, batches);
  const ArrowSchema& schema = batches.schema.value;
  std::int64_t customer = -1, snapshot = -1;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    const std::string_view name = schema.children[c]->name;
    if (name == "customer") customer = c;
    if (name == "snapshot") snapshot = c;
  }
  if (customer < 0 || snapshot < 0)
    refuse(ErrorCode::table, "members are a table with the columns customer, snapshot");
  Reader customers(*schema.children[customer]), snapshots(*schema.children[snapshot]);
  if (!snapshots.is_bytes()) refuse(ErrorCode::table, "a snapshot is bytes");
  std::vector<KeptMember> out;
  for (const auto& batch : batches.arrays)
    for (std::int64_t r = 0; r < batch->value.length; ++r) {
      const std::int64_t row = r + first_of(*batch);
      KeptMember& member = out.emplace_back();
      member.customer = customers.cell(*batch->value.children[customer], row).text;
      const CellValue bytes = snapshots.cell(*batch->value.children[snapshot], row);
      if (member.customer.empty() || bytes.kind == CellValue::Kind::null)
        refuse(ErrorCode::table, "a member without an id or a snapshot",
               {{}, {}, {}, {}, static_cast<std::int64_t>(out.size() - 1)});
      member.snapshot = bytes.text;
    }
  return out;
}

}  // namespace patron::python
