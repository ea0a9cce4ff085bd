// SPDX-License-Identifier: Apache-2.0
// The nearest name by the edit distance of Damerau in its restricted form (one letter
// added, lost, changed, or two neighbours swapped).
#include "base/text.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace patron::base {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kShownBytes = 64;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    last = now;
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word,
                         const std::vector<std::string_view>& names) {
  if (word.empty() || word.size() > kLongestWord) return {};
  const std::size_t most = std::min<std::size_t>(3, word.size() / 3);
  std::string_view best;
  std::size_t best_distance = most + 1;
  for (const std::string_view name : names) {
    if (name.size() > word.size() + most || word.size() > name.size() + most) continue;
    const std::size_t found = distance(word, name);
    if (found >= best_distance) continue;
    best = name;
    best_distance = found;
  }
  return best;
}

std::string did_you_mean(std::string_view word,
                         const std::vector<std::string_view>& names) {
  const std::string_view name = nearest(word, names);
  return name.empty() ? std::string()
                      : "; did you mean \"" + std::string(name) + "\"?";
}

std::string shown(std::string_view text) {
  std::size_t size = std::min(text.size(), kShownBytes);
  // A cut falls before a character, not into one.
  const auto within = [&](std::size_t at) {
    return at > 0 && at < text.size() &&
           (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  while (within(size)) --size;
  // A message is UTF-8 whatever was found: bytes that are not are shown as one mark each.
  std::string clean;
  for (std::string_view rest = text.substr(0, size); !rest.empty();) {
    const std::size_t good = json::first_bad_byte(rest);
    clean += rest.substr(0, good);
    if (good < rest.size()) clean += "\xef\xbf\xbd";
    rest.remove_prefix(std::min(good + 1, rest.size()));
  }
  std::string out;
  json::append_string(out, clean);
  if (size < text.size()) out += "...";
  return out;
}

}  // namespace patron::base
