// SPDX-License-Identifier: Apache-2.0
// What the summary needs to know of a pack: instruments, bands and the titles of things,
// read from the pack's canonical JSON.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

struct ItemWords {
  double weight = 1.0;
  bool reversed = false;
};
struct InstrumentWords {
  std::string id, title, kind;
  double low = 0.0, high = 10.0, promoters_from = 9.0, detractors_to = 6.0;
  int top = 2;
  double at_least = 0.5;           // Share of items, under `scale_mean`.
  bool scale_mean = false;
  std::set<std::int64_t> codes;    // No answers: dismissed, not applicable, missing.
  std::map<std::string, ItemWords, std::less<>> items;  // Empty: the answer is the id's.
};
struct CurrencyWords {
  std::string title;
  int scale = 0;
};

struct PackWords {
  std::string title;
  std::int64_t min_n = 5;
  std::map<std::string, InstrumentWords, std::less<>> instruments;
  std::map<std::string, CurrencyWords, std::less<>> currencies;
  std::vector<std::pair<std::string, std::string>> bands;  // Id and title.
  // "club" -> levels, lowest first, id and title.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> ladders;
  std::map<std::string, std::string, std::less<>> actions;  // Id -> title or what to do.
};

PackWords read_pack_words(std::string_view pack_json, const std::string& language);

}  // namespace patron::cli
