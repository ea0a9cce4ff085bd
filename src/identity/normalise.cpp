// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "identity/folding.hpp"
#include "identity/kinds.hpp"
#include "patron/identity.hpp"

namespace patron {
namespace identity {
namespace {

// What stands between the parts of a name: also the dots of transliterated ones.
bool parts_name(char32_t c) {
  return c == ' ' || c == ',' || c == '.' || c == 0xb7 || c == 0x2022 || c == 0x30fb ||
         c == 0x3001 || c == 0xff65;
}

}  // namespace

std::string name_key(std::string_view text) {
  std::vector<std::string> parts(1);
  bool all_han = true;
  for (const char32_t wide : points(text)) {
    const char32_t point = small(narrow(wide));
    if (parts_name(point)) {
      if (!parts.back().empty()) parts.emplace_back();
      continue;
    }
    all_han = all_han && is_han(point);
    append_utf8(parts.back(), point);
  }
  if (parts.back().empty()) parts.pop_back();
  // Chinese names are not turned round: 张伟 and 伟张 are two people.
  if (!all_han) std::sort(parts.begin(), parts.end());
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty() && !all_han) out += ' ';
    out += part;
  }
  return out;
}

Result<std::string> email_key(std::string_view text) {
  std::string out = folded(text);
  const auto no_email = [&](const char* why) {
    return Status(ErrorCode::argument,
                  "an e-mail address is expected: " + std::string(why) + "; found " +
                      base::shown(text));
  };
  const std::size_t at = out.find('@');
  if (at == std::string::npos || out.find('@', at + 1) != std::string::npos)
    return no_email("one @");
  if (out.find(' ') != std::string::npos) return no_email("no blanks");
  const std::string_view domain = std::string_view(out).substr(at + 1);
  if (at == 0 || at > 64 || out.size() > 254)
    return no_email("1 to 64 bytes before the @");
  if (domain.find('.') == std::string_view::npos || domain.front() == '.' ||
      domain.back() == '.' || domain.find("..") != std::string_view::npos)
    return no_email("a domain with a dot after the @");
  return out;
}

}  // namespace identity

Result<std::string> identity_normalise(std::string_view kind, std::string_view text,
                                       std::string_view region) {
  if (kind == "phone") {
    Result<Phone> made = phone(text, region);
    if (!made.ok()) return made.status();
    return std::move(made->e164);
  }
  if (kind == "email") return identity::email_key(text);
  if (kind == "text") return identity::folded(text);
  if (kind == "name") {
    std::string key = identity::name_key(text);
    if (!key.empty()) return key;
    return Status(ErrorCode::argument, "a name is expected; found " + base::shown(text));
  }
  return Status(ErrorCode::not_found,
                "a kind is phone, email, name or text; found " + base::shown(kind));
}

std::uint32_t bucket(std::string_view key, std::uint32_t buckets,
                     std::string_view salt) noexcept {
  return static_cast<std::uint32_t>(base::bucket(key, buckets, salt));
}

}  // namespace patron
