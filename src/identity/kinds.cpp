// SPDX-License-Identifier: Apache-2.0
// Default m and u are what files of customers show, in round numbers; learn_match finds
// those of a file.
#include "identity/kinds.hpp"

#include <algorithm>
#include <array>

#include "identity/similarity.hpp"
#include "patron/date.hpp"
#include "patron/identity.hpp"

namespace patron::identity {
namespace {

constexpr double kClose = 0.92, kNear = 0.80;  // Jaro-Winkler.

constexpr std::array<std::string_view, 5> kKinds = {"name", "phone", "email", "date",
                                                    "text"};

constexpr std::array<std::string_view, 4> kNameWords = {"same", "close", "near",
                                                        "different"};
constexpr std::array<double, 4> kNameM = {0.75, 0.13, 0.05, 0.07};
constexpr std::array<double, 4> kNameU = {0.002, 0.003, 0.02, 0.975};

constexpr std::array<std::string_view, 3> kEmailWords = {"same", "alike", "different"};
constexpr std::array<double, 3> kEmailM = {0.70, 0.10, 0.20};
constexpr std::array<double, 3> kEmailU = {0.00002, 0.0005, 0.99948};

constexpr std::array<std::string_view, 3> kDateWords = {"same", "two_parts", "different"};
constexpr std::array<double, 3> kDateM = {0.93, 0.04, 0.03};
constexpr std::array<double, 3> kDateU = {0.001, 0.005, 0.994};

constexpr std::array<std::string_view, 2> kTwoWords = {"same", "different"};
constexpr std::array<double, 2> kPhoneM = {0.8, 0.2}, kPhoneU = {0.0001, 0.9999};
constexpr std::array<double, 2> kTextM = {0.9, 0.1}, kTextU = {0.01, 0.99};

const std::array<Levels, 5> kLevels = {{{kNameWords, kNameM, kNameU},
                                        {kTwoWords, kPhoneM, kPhoneU},
                                        {kEmailWords, kEmailM, kEmailU},
                                        {kDateWords, kDateM, kDateU},
                                        {kTwoWords, kTextM, kTextU}}};

// The same name in front of the @, or nearly the same address.
bool alike(std::string_view a, std::string_view b) {
  const std::string_view local = a.substr(0, a.find('@'));
  if (local.size() >= 4 && local == b.substr(0, b.find('@'))) return true;
  return jaro_winkler(points(a), points(b)) >= 0.96;
}

// "2026-05-01": at least two of year, month and day.
bool two_parts(std::string_view a, std::string_view b) {
  const auto part = [&](std::size_t from, std::size_t size) {
    return a.substr(from, size) == b.substr(from, size) ? 1 : 0;
  };
  const bool turned = a.substr(0, 4) == b.substr(0, 4) &&
                      a.substr(5, 2) == b.substr(8, 2) &&
                      a.substr(8, 2) == b.substr(5, 2);  // Day and month changed places.
  return turned || part(0, 4) + part(5, 2) + part(8, 2) >= 2;
}

std::string date_key(std::string_view text) {
  std::string plain = folded(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '/' || c == '.'; }, '-');
  if (plain.size() == 8 && plain.find('-') == std::string::npos)
    plain = plain.substr(0, 4) + "-" + plain.substr(4, 2) + "-" + plain.substr(6);
  const Result<Date> date = Date::parse(plain);
  return date.ok() ? date->text() : std::string();
}

}  // namespace

std::span<const std::string_view> kind_words() {
  return kKinds;
}

int kind_of_column(std::string_view column) {
  constexpr std::array<std::pair<std::string_view, Kind>, 7> kKnown = {
      {{"name", Kind::name},
       {"surname", Kind::name},
       {"given_name", Kind::name},
       {"phone", Kind::phone},
       {"email", Kind::email},
       {"birthday", Kind::date},
       {"document", Kind::text}}};
  for (const auto& [name, kind] : kKnown)
    if (name == column) return static_cast<int>(kind);
  return -1;
}

const Levels& levels_of(Kind kind) {
  return kLevels[static_cast<std::size_t>(kind)];
}

std::string key_of(Kind kind, std::string_view text, std::string_view region) {
  if (text.empty()) return {};
  switch (kind) {
    case Kind::name:
      return name_key(text);
    case Kind::phone: {
      const Result<Phone> made = phone(text, region);
      return made.ok() && made->kind != PhoneKind::unknown ? made->e164 : std::string();
    }
    case Kind::email: {
      Result<std::string> made = email_key(text);
      return made.ok() ? *std::move(made) : std::string();
    }
    case Kind::date:
      return date_key(text);
    case Kind::text:
      break;
  }
  return folded(text);
}

Nearness name_nearness(const Points& a, const Points& b) {
  if (a == b) return {0, 1.0};
  const double similarity = jaro_winkler(a, b);
  return {std::size_t{similarity >= kClose  ? 1U
                      : similarity >= kNear ? 2U
                                            : 3U},
          similarity};
}

std::size_t level_of(Kind kind, std::string_view a, std::string_view b) {
  if (a == b) return 0;
  if (kind == Kind::email) return alike(a, b) ? 1 : 2;
  if (kind == Kind::date) return two_parts(a, b) ? 1 : 2;
  return 1;
}

}  // namespace patron::identity
