// SPDX-License-Identifier: Apache-2.0
// Records in the form in which they are compared, and which are compared at all. Keys are
// told apart by 64-bit hashes: of a million two are equal by chance once in 30 million
// files.
#include <algorithm>
#include <limits>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "identity/rules.hpp"

namespace patron::identity {
namespace {

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
};

std::string_view first_characters(std::string_view text, std::size_t count) {
  if (count == 0) return text;
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U && count-- == 0) break;
  return text.substr(0, at);
}

// The records that have all parts of a block, in order of their keys.
std::vector<Keyed> keyed(const Records& records, const Block& block) {
  std::vector<Keyed> out;
  std::string key;
  for (std::size_t row = 0; row < records.size; ++row) {
    key.clear();
    bool whole = true;
    for (const BlockPart& part : block) {
      const std::string& text = records.keys[part.column][row];
      whole = whole && !text.empty();
      key += first_characters(text, part.characters);
      key += '\x1f';
    }
    if (whole) out.push_back({base::hash64(key), static_cast<std::uint32_t>(row)});
  }
  std::sort(out.begin(), out.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.row < b.row;
  });
  return out;
}

// Records of a large block stand by their values, so that near ones are neighbours.
void put_in_order(const Records& records, std::span<Keyed> block) {
  std::sort(block.begin(), block.end(), [&](const Keyed& a, const Keyed& b) {
    for (const std::vector<std::string>& column : records.keys) {
      if (column.empty()) continue;
      if (const int order = column[a.row].compare(column[b.row]); order != 0)
        return order < 0;
    }
    return a.row < b.row;
  });
}

}  // namespace

Records records_of(std::span<const TextColumn> columns, const Rules& rules) {
  Records out;
  out.size = columns.empty() ? 0 : columns.front().texts.size();
  std::vector<bool> used(columns.size());
  for (const Field& field : rules.fields) used[field.index] = true;
  for (const Block& block : rules.blocks)
    for (const BlockPart& part : block) used[part.column] = true;
  out.keys.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!used[i]) continue;
    out.keys[i].reserve(out.size);
    for (const std::string_view text : columns[i].texts)
      out.keys[i].push_back(key_of(rules.kind_of(i), text, rules.region));
  }
  for (const Field& field : rules.fields) {
    const std::vector<std::string>& keys = out.keys[field.index];
    std::vector<std::uint64_t>& codes = out.codes.emplace_back();
    codes.reserve(out.size);
    for (const std::string& key : keys)
      codes.push_back(key.empty() ? 0 : std::max<std::uint64_t>(base::hash64(key), 1));
    std::vector<Points>& names = out.names.emplace_back();
    if (field.kind != Kind::name) continue;
    names.reserve(out.size);
    for (const std::string& key : keys) names.push_back(points(key));
  }
  return out;
}

Result<std::vector<Pair>> candidates(const Records& records, const Rules& rules) {
  std::vector<std::uint64_t> found;
  for (const Block& block : rules.blocks) {
    std::vector<Keyed> all = keyed(records, block);
    for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
      while (to < all.size() && all[to].key == all[from].key) ++to;
      const std::span<Keyed> same(&all[from], to - from);
      if (same.size() > rules.largest_block) put_in_order(records, same);
      for (std::size_t i = 0; i < same.size(); ++i)
        for (std::size_t j = i + 1;
             j < std::min(same.size(), i + 1 + rules.largest_block); ++j) {
          const auto [low, high] = std::minmax(same[i].row, same[j].row);
          found.push_back(std::uint64_t{low} << 32 | high);
        }
      if (found.size() > limits::kMatchPairs)
        return Status(ErrorCode::limit,
                      "more than " + std::to_string(limits::kMatchPairs) +
                          " pairs share a block: choose narrower blocks");
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<Pair> out;
  out.reserve(found.size());
  for (const std::uint64_t pair : found)
    out.push_back(
        {static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair)});
  return out;
}

std::optional<Nearness> compare(const Records& records, const Rules& rules,
                                std::size_t field, Pair pair) {
  const Field& of = rules.fields[field];
  const std::uint64_t a = records.codes[field][pair.a], b = records.codes[field][pair.b];
  if (a == 0 || b == 0) return std::nullopt;
  const bool name = of.kind == Kind::name;
  if (a == b) return Nearness{0, name ? 1.0 : -1.0};
  if (name)
    return name_nearness(records.names[field][pair.a], records.names[field][pair.b]);
  if (of.m.size() == 2) return Nearness{1, -1.0};
  const std::vector<std::string>& keys = records.keys[of.index];
  return Nearness{level_of(of.kind, keys[pair.a], keys[pair.b]), -1.0};
}

}  // namespace patron::identity
