// SPDX-License-Identifier: Apache-2.0
// Customer records: cleaning what people typed, and finding the records of one person.
// docs/identity.md has the formulas and their sources. Threads: any. Nothing is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "status.hpp"
#include "table.hpp"

namespace patron {

enum class PhoneKind : std::int32_t { unknown = 0, mobile, fixed, other };

struct Phone {
  std::string e164;                     // "+8613800138000"
  PhoneKind kind = PhoneKind::unknown;  // unknown: no such number is given out.
};

// A phone number as people write it: blanks, brackets, dashes, full-width digits, "+" or
// "00" before the country code, the trunk 0. `region` is where a number without a country
// code is from: CN, HK, MO, TW, or any country by its calling code ("+81").
// Numbering plans are known for the four; of other countries only the length is checked
// (kind `other`). Errors: argument (no phone number, unknown region).
Result<Phone> phone(std::string_view text, std::string_view region = "CN");

// What matching compares. "phone": E.164. "email": width and case folded. "name": width
// and case folded, marks between its parts gone, the parts of an alphabetic name in the
// order of the alphabet ("WEI, Zhang" is "wei zhang"), Chinese characters closed up ("张
// 伟" is "张伟"). "text": width and case folded, blanks single. Errors: argument,
// not_found (kind).
Result<std::string> identity_normalise(std::string_view kind, std::string_view text,
                                       std::string_view region = "CN");

// Jaro-Winkler similarity by code point, 0 to 1; prefix weight 0.1 over at most 4.
double jaro_winkler(std::string_view a, std::string_view b);

// A column of customer records; "" is missing.
struct TextColumn {
  std::string_view name;
  std::vector<std::string_view> texts;
};

// Pairs of records that are likely one person (Fellegi and Sunter 1969), most likely
// first: a, b (rows), weight (log2 of the odds ratio), probability, evidence (JSON: per
// column the level, the similarity of names and the weight). Columns are compared by
// kind: those named name, phone, email, birthday and document need no options; "id" is
// not compared.
//   options  JSON: "threshold" 0.9, "prior" 0.0001 (chance that two records that share a
//            block are one person), "region" "CN", "largest_block" 100,
//            "fields": {column: {"kind", "m", "u"}}: m and u by level, or one number
//            for "the same"; "blocks": lists of columns that both records must share.
// Two records are compared if they share a block; in one of more than largest_block
// records each is compared with as many that stand next to it in the order of all
// columns. Cost: n log n, and the pairs. Errors: argument, unsupported (option), limit,
// table.
Result<Table> match(std::span<const TextColumn> columns, std::string_view options = {});

// Learns m and u of every level, and the prior, from the records themselves, by EM over
// the pairs that share a block (u from pairs drawn at random): options for match, as
// JSON. Errors: as match; model (no pair to learn from).
Result<std::string> learn_match(std::span<const TextColumn> columns,
                                std::string_view options = {});

// The group of each record: records that pairs join, directly or through others. Groups
// are numbered from 0 by their first record. Errors: table (no pairs of these records).
Result<std::vector<std::int32_t>> match_groups(const Table& pairs, std::size_t rows);

// How whole the records are, a row each: filled and of (columns), share, missing and
// invalid (JSON lists of column names), days since "updated" (a column of dates) and
// stale.
//   options  JSON: "region", "today": date, "stale_after": 365 days, "fields" as in
//   match.
Result<Table> record_quality(std::span<const TextColumn> columns,
                             std::string_view options = {});

// The bucket of a key in an experiment, 0 to buckets - 1, as `bucket` in a pack: the same
// on every machine. 0 buckets give 0.
std::uint32_t bucket(std::string_view key, std::uint32_t buckets,
                     std::string_view salt) noexcept;

}  // namespace patron
