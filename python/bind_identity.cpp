// SPDX-License-Identifier: Apache-2.0
// patron._core.identity_*: cleaning and matching of customer records.
#include "shims.hpp"

#include "base/table_builder.hpp"
#include "patron/identity.hpp"

namespace patron::python {
namespace {

using Columns = std::vector<std::pair<std::string, std::vector<std::string>>>;

std::vector<TextColumn> columns_of(const Columns& from) {
  std::vector<TextColumn> out;
  for (const auto& [name, texts] : from)
    out.push_back({name, {texts.begin(), texts.end()}});
  return out;
}

template <class Work>
auto without_lock(const Work& work) {
  py::gil_scoped_release free;
  return work();
}

// Pairs as match gave them, to be grouped.
Table pairs_of(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  TableBuilder table;
  const auto left = table.column("a", ColumnType::int64);
  const auto right = table.column("b", ColumnType::int64);
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    table.row();
    table.set(left, a[i]);
    table.set(right, b[i]);
  }
  return table.finish();
}

}  // namespace

void bind_identity(py::module_& module) {
  module.def("identity_phone", [](const std::string& text, const std::string& region) {
    constexpr const char* kKinds[] = {"unknown", "mobile", "fixed", "other"};
    const Phone made = take(phone(text, region));
    return py::make_tuple(made.e164, kKinds[static_cast<std::size_t>(made.kind)]);
  });
  module.def("identity_normalise", [](const std::string& kind, const std::string& text,
                                      const std::string& region) {
    return take(identity_normalise(kind, text, region));
  });
  module.def("identity_similarity", [](const std::string& a, const std::string& b) {
    return jaro_winkler(a, b);
  });
  module.def("bucket", [](const std::string& key, std::uint32_t buckets,
                          const std::string& salt) { return bucket(key, buckets, salt); },
             py::arg("key"), py::arg("buckets"), py::arg("salt"));
  module.def("identity_match", [](const Columns& columns, const std::string& options) {
    return rows_of(
        take(without_lock([&] { return match(columns_of(columns), options); })));
  });
  module.def("identity_learn", [](const Columns& columns, const std::string& options) {
    return take(without_lock([&] { return learn_match(columns_of(columns), options); }));
  });
  module.def("identity_groups",
             [](const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b,
                std::size_t rows) { return take(match_groups(pairs_of(a, b), rows)); });
  module.def("identity_quality", [](const Columns& columns, const std::string& options) {
    return rows_of(
        take(without_lock([&] { return record_quality(columns_of(columns), options); })));
  });
}

}  // namespace patron::python
