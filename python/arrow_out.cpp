// SPDX-License-Identifier: Apache-2.0
// One batch holds all rows. What Arrow's structs point at lives in the private data of
// each, which the consumer gives back through release().
#include "arrow_out.hpp"

#include <cerrno>
#include <cstring>

#include "arrow.hpp"

namespace patron::python {
namespace {

std::string format_of(const Rows::Column& column) {
  switch (column.kind) {
    case Kind::int64: return "l";
    case Kind::number: return "g";
    case Kind::boolean: return "b";
    case Kind::date: return "tdD";
    case Kind::instant: return "tsm:UTC";
    case Kind::decimal: return "d:18," + std::to_string(column.scale);
    case Kind::binary: return "Z";
    default: return "U";
  }
}

// ---- schema ---------------------------------------------------------------------------

struct SchemaParts {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void release_schema(ArrowSchema* schema) {
  auto* parts = static_cast<SchemaParts*>(schema->private_data);
  for (ArrowSchema& child : parts->children)
    if (child.release != nullptr) child.release(&child);
  delete parts;
  schema->release = nullptr;
}

void fill_schema(ArrowSchema& schema, std::unique_ptr<SchemaParts> parts, bool nullable) {
  std::memset(&schema, 0, sizeof schema);
  schema.format = parts->format.c_str();
  schema.name = parts->name.c_str();
  schema.flags = nullable ? ARROW_FLAG_NULLABLE : 0;
  schema.n_children = static_cast<std::int64_t>(parts->children.size());
  schema.children = parts->pointers.data();
  schema.private_data = parts.release();
  schema.release = &release_schema;
}

void make_schema(ArrowSchema& schema, const Rows& rows) {
  auto parts = std::make_unique<SchemaParts>();
  parts->format = "+s";
  parts->children.resize(rows.columns().size());
  std::size_t at = 0;
  for (const Rows::Column& column : rows.columns()) {
    auto child = std::make_unique<SchemaParts>();
    child->format = format_of(column);
    child->name = column.name;
    fill_schema(parts->children[at], std::move(child), true);
    parts->pointers.push_back(&parts->children[at++]);
  }
  fill_schema(schema, std::move(parts), false);
}

// ---- array ----------------------------------------------------------------------------

struct ArrayParts {
  std::shared_ptr<const Rows> rows;
  std::vector<std::uint8_t> bits;       // Booleans.
  std::vector<std::int32_t> days;       // Dates.
  std::vector<std::int64_t> halves;     // Decimals: low and high half.
  const void* buffers[3] = {};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

void release_array(ArrowArray* array) {
  auto* parts = static_cast<ArrayParts*>(array->private_data);
  for (ArrowArray& child : parts->children)
    if (child.release != nullptr) child.release(&child);
  delete parts;
  array->release = nullptr;
}

void fill_array(ArrowArray& array, std::unique_ptr<ArrayParts> parts, std::size_t rows,
                std::size_t nulls, std::int64_t buffers) {
  std::memset(&array, 0, sizeof array);
  array.length = static_cast<std::int64_t>(rows);
  array.null_count = static_cast<std::int64_t>(nulls);
  array.n_buffers = buffers;
  array.buffers = parts->buffers;
  array.n_children = static_cast<std::int64_t>(parts->children.size());
  array.children = parts->pointers.data();
  array.private_data = parts.release();
  array.release = &release_array;
}

// The data buffer of a column without texts, in Arrow's width.
const void* data_of(const Rows::Column& column, ArrayParts& parts) {
  const std::size_t rows = column.whole.size();
  switch (column.kind) {
    case Kind::number: return column.number.data();
    case Kind::boolean:
      parts.bits.resize(rows / 8 + 1);
      for (std::size_t r = 0; r < rows; ++r)
        if (column.whole[r] != 0)
          parts.bits[r / 8] = static_cast<std::uint8_t>(parts.bits[r / 8] | 1u << r % 8);
      return parts.bits.data();
    case Kind::date:
      for (const std::int64_t day : column.whole)
        parts.days.push_back(static_cast<std::int32_t>(day));
      return parts.days.data();
    case Kind::decimal:
      for (const std::int64_t value : column.whole) {
        parts.halves.push_back(value);
        parts.halves.push_back(value < 0 ? -1 : 0);
      }
      return parts.halves.data();
    default: return column.whole.data();
  }
}

void make_column(ArrowArray& array, const std::shared_ptr<const Rows>& rows,
                 const Rows::Column& column) {
  static constexpr std::int64_t kNothing[2] = {0, 0};  // No buffer of data is NULL.
  auto parts = std::make_unique<ArrayParts>();
  parts->rows = rows;
  parts->buffers[0] = column.nulls == 0 ? nullptr : column.valid.data();
  if (column.holds_text()) {
    parts->buffers[1] = column.ends.data();
    parts->buffers[2] = column.bytes.data();
  } else {
    const void* data = data_of(column, *parts);
    parts->buffers[1] = data == nullptr ? kNothing : data;
  }
  fill_array(array, std::move(parts), rows->rows(), column.nulls,
             column.holds_text() ? 3 : 2);
}

void make_array(ArrowArray& array, const std::shared_ptr<const Rows>& rows) {
  auto parts = std::make_unique<ArrayParts>();
  parts->rows = rows;
  parts->children.resize(rows->columns().size());
  std::size_t at = 0;
  for (const Rows::Column& column : rows->columns()) {
    make_column(parts->children[at], rows, column);
    parts->pointers.push_back(&parts->children[at++]);
  }
  fill_array(array, std::move(parts), rows->rows(), 0, 1);
}

// ---- stream ---------------------------------------------------------------------------

struct StreamParts {
  std::shared_ptr<const Rows> rows;
  bool given = false;
};

template <class Work>
int answered(Work&& work) {
  try {
    work();
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return answered([&] {
    make_schema(*out, *static_cast<StreamParts*>(stream->private_data)->rows);
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  return answered([&] {
    auto* parts = static_cast<StreamParts*>(stream->private_data);
    std::memset(out, 0, sizeof *out);
    if (parts->given) return;
    make_array(*out, parts->rows);
    parts->given = true;
  });
}

const char* last_error(ArrowArrayStream*) { return "out of memory"; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamParts*>(stream->private_data);
  stream->release = nullptr;
}

// A capsule whose struct nobody took gives it back itself.
template <class Struct>
py::capsule capsule(std::unique_ptr<Struct> made, const char* name) {
  PyObject* out = PyCapsule_New(made.get(), name, [](PyObject* held) {
    auto* kept = static_cast<Struct*>(
        PyCapsule_GetPointer(held, PyCapsule_GetName(held)));
    if (kept->release != nullptr) kept->release(kept);
    delete kept;
  });
  if (out == nullptr) throw py::error_already_set();
  made.release();
  return py::reinterpret_steal<py::capsule>(out);
}

}  // namespace

py::capsule arrow_schema(const Rows& rows) {
  auto schema = std::make_unique<ArrowSchema>();
  make_schema(*schema, rows);
  return capsule(std::move(schema), "arrow_schema");
}

py::capsule arrow_stream(std::shared_ptr<const Rows> rows) {
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {&get_schema, &get_next, &last_error, &release_stream,
             new StreamParts{std::move(rows)}};
  return capsule(std::move(stream), "arrow_array_stream");
}

}  // namespace patron::python
