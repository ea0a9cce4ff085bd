// SPDX-License-Identifier: Apache-2.0
// The conversions are those of JSON (rules/schema.hpp), for the values that need none.
#include "expression_row.hpp"
#include "cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rules/expression_code.hpp"
#include "rules/schema.hpp"
#include "rules/syntax.hpp"

namespace patron::python {
namespace {

using model::TypeKind;

constexpr std::size_t kMost = 16;  // Names; with more, the rest is no longer what counts.

class PlainRow final : public rules::Activation {
 public:
  explicit PlainRow(std::span<const rules::Name> reads) : reads_(reads) {}

  // False: there is more to it.
  bool fill(const py::dict& row, Instant now) {
    for (std::size_t i = 0; i < reads_.size(); ++i) {
      const rules::Name& name = reads_[i];
      if (name.reference.space == model::Space::clock) {
        values_[i] = rules::clock_value(name, now);
        continue;
      }
      PyObject* found = PyDict_GetItemString(row.ptr(), name.path.c_str());
      if (found == nullptr || !read(found, name.type, values_[i])) return false;
    }
    return true;
  }

  rules::Value read(const model::Reference& reference) const override {
    for (std::size_t i = 0; i < reads_.size(); ++i)
      if (reads_[i].reference == reference) return values_[i];
    return {};
  }

 private:
  bool read(PyObject* from, const rules::StaticType& type, rules::Value& out) {
    const bool any = type.dynamic();
    if (from == Py_None) return true;
    if (PyBool_Check(from)) {
      out = rules::boolean_value(from == Py_True);
      return any || type.is(TypeKind::boolean);
    }
    if (PyLong_CheckExact(from)) {
      int overflow = 0;
      const long long value = PyLong_AsLongLongAndOverflow(from, &overflow);
      if (overflow != 0) return false;
      const bool number = type.is(TypeKind::number);
      out = number ? rules::number_value(PyLong_AsDouble(from))
                   : rules::scalar_value(TypeKind::integer, value);
      return any || number || type.is(TypeKind::integer);
    }
    if (PyFloat_CheckExact(from)) {
      out = rules::number_value(PyFloat_AS_DOUBLE(from));
      return type.is(TypeKind::number) && std::isfinite(out.number);
    }
    if (PyList_CheckExact(from)) return texts(from, type, out);
    if (type.is(TypeKind::instant) && !PyUnicode_CheckExact(from))
      return instant(from, out);
    std::string_view text;
    if (!text_of(from, text)) return false;
    if (any || type.is(TypeKind::string)) {
      out = rules::text_value(text);
      return true;
    }
    if (type.is(TypeKind::enumeration)) return label(text, type, out);
    json::Value written;
    written.kind = json::Kind::string;
    written.text = text;
    return rules::read_value(written, type, storage_, out).empty();
  }

  static bool text_of(PyObject* from, std::string_view& out) {
    if (!PyUnicode_CheckExact(from)) return false;
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(from, &size);
    if (bytes == nullptr) PyErr_Clear();
    out = {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(size)};
    return bytes != nullptr;
  }

  static bool label(std::string_view text, const rules::StaticType& type,
                    rules::Value& out) {
    const auto found = std::find(type.labels->begin(), type.labels->end(), text);
    if (found == type.labels->end()) return false;
    out = rules::text_value(*found, TypeKind::enumeration);
    out.integer = found - type.labels->begin();
    return true;
  }

  bool texts(PyObject* from, const rules::StaticType& type, rules::Value& out) {
    if (!type.is(TypeKind::list) || !rules::element_of(type).is(TypeKind::string))
      return false;
    std::vector<rules::Value> items(static_cast<std::size_t>(PyList_GET_SIZE(from)));
    for (std::size_t i = 0; i < items.size(); ++i) {
      std::string_view text;
      if (!text_of(PyList_GET_ITEM(from, static_cast<Py_ssize_t>(i)), text)) return false;
      items[i] = rules::text_value(text);
    }
    out = rules::make_list(storage_, std::move(items));
    return out.outcome == rules::Outcome::value;
  }

  static bool instant(PyObject* from, rules::Value& out) {
    const std::optional<std::int64_t> at = utc_microseconds(from);
    if (!at) return false;
    std::int64_t rest = *at % 1000;
    if (rest < 0) rest += 1000;
    out = rules::scalar_value(TypeKind::instant, (*at - rest) / 1000);
    out.nanoseconds = static_cast<std::int32_t>(rest) * 1000;
    return true;
  }

  std::span<const rules::Name> reads_;
  std::array<rules::Value, kMost> values_;
  rules::Storage storage_;
};

}  // namespace

std::optional<py::object> eval_plainly(const Expression& expression, const py::dict& row,
                                       Instant now) {
  const rules::Expression& compiled = expression.code().compiled;
  if (compiled.reads().size() > kMost) return std::nullopt;
  PlainRow plain(compiled.reads());
  if (!plain.fill(row, now)) return std::nullopt;
  rules::Storage storage;
  const rules::Value value = compiled.evaluate(plain, storage);
  if (value.outcome != rules::Outcome::value) return std::nullopt;
  switch (value.kind) {
    case TypeKind::boolean:
      return py::bool_(value.integer != 0);
    case TypeKind::integer:
      return py::int_(value.integer);
    case TypeKind::string:
    case TypeKind::enumeration:
      return py::str(value.text.data(), value.text.size());
    default:
      return std::nullopt;
  }
}

}  // namespace patron::python
