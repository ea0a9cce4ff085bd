// SPDX-License-Identifier: Apache-2.0
// Numbering plans of mainland China, Hong Kong, Macao and Taiwan, and the calling codes
// of ITU-T E.164 for the rest. A plan says more than this; it tells what is no number.
#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.hpp"
#include "identity/folding.hpp"
#include "patron/identity.hpp"

namespace patron {
namespace {

constexpr std::size_t kMost = 15,
                      kLeast = 2;  // Digits of a number with its code; without.

// Assigned calling codes of three digits, by their first two; one and two digits below.
constexpr std::string_view kOneDigit = "1 7 ";
constexpr std::string_view kTwoDigits =
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 "
    "62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
constexpr std::string_view kThreeDigits =
    "211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 "
    "236 237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 "
    "257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 "
    "354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 "
    "387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 "
    "596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 "
    "689 690 691 692 800 808 850 852 853 855 856 870 878 880 881 882 883 886 888 960 961 "
    "962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 992 993 994 995 996 "
    "998 ";

bool assigned(std::string_view code) {
  const std::string_view all = code.size() == 1   ? kOneDigit
                               : code.size() == 2 ? kTwoDigits
                                                  : kThreeDigits;
  for (std::size_t at = 0; at < all.size(); at += code.size() + 1)
    if (all.substr(at, code.size()) == code) return true;
  return false;
}

// The calling code that a number begins with; "" if none is assigned.
std::string_view calling_code(std::string_view digits) {
  for (const std::size_t size : {1, 2, 3})
    if (size <= digits.size() && assigned(digits.substr(0, size)))
      return digits.substr(0, size);
  return {};
}

PhoneKind mainland(std::string_view n) {
  if (n.size() == 11 && n[0] == '1' && n[1] >= '3') return PhoneKind::mobile;
  // Area codes: 10, 2x, and three digits from 310 to 999; then seven or eight digits,
  // which do not begin with 0 or 1.
  std::size_t area = 3;
  if (n.substr(0, 2) == "10" ||
      (!n.empty() && n[0] == '2' && n.size() > 1 && n[1] != '6'))
    area = 2;
  else if (n.empty() || n[0] < '3')
    return PhoneKind::unknown;
  const std::size_t rest = n.size() > area ? n.size() - area : 0;
  const bool good = (area == 2 ? rest == 8 : rest == 7 || rest == 8) && n[area] >= '2';
  return good ? PhoneKind::fixed : PhoneKind::unknown;
}

PhoneKind hong_kong(std::string_view n) {
  if (n.size() != 8) return PhoneKind::unknown;
  if (n[0] == '2' || n[0] == '3') return PhoneKind::fixed;
  return n[0] >= '4' && n[0] != '8' ? PhoneKind::mobile : PhoneKind::unknown;
}

PhoneKind macao(std::string_view n) {
  if (n.size() != 8) return PhoneKind::unknown;
  if (n[0] == '6') return PhoneKind::mobile;
  return n.substr(0, 2) == "28" || n.substr(0, 2) == "82" ? PhoneKind::fixed
                                                          : PhoneKind::unknown;
}

PhoneKind taiwan(std::string_view n) {
  if (n.size() == 9 && n[0] == '9') return PhoneKind::mobile;
  const bool fixed = (n.size() == 8 || n.size() == 9) && n[0] >= '2' && n[0] <= '8';
  return fixed ? PhoneKind::fixed : PhoneKind::unknown;
}

struct Plan {
  std::string_view region, code;
  bool trunk;  // Numbers at home begin with a 0 that goes abroad.
  PhoneKind (*kind)(std::string_view national);
};
constexpr std::array<Plan, 4> kPlans = {{{"CN", "86", true, mainland},
                                         {"HK", "852", false, hong_kong},
                                         {"MO", "853", false, macao},
                                         {"TW", "886", true, taiwan}}};

const Plan* plan_of(std::string_view code) {
  const auto found = std::find_if(kPlans.begin(), kPlans.end(),
                                  [&](const Plan& plan) { return plan.code == code; });
  return found == kPlans.end() ? nullptr : &*found;
}

Status no_phone(std::string_view text, const char* why) {
  return {ErrorCode::argument, "a phone number is expected: " + std::string(why) +
                                   "; found " + base::shown(text)};
}

// The digits of what was written; a "+" if it began with one.
Result<std::string> digits_of(std::string_view text) {
  std::string digits;
  for (const char32_t wide : identity::points(text)) {
    const char32_t c = identity::narrow(wide);
    const bool dash = c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
                      c == '.' || c == '/' || c == '(' || c == ')' || c == ' ';
    if (c >= '0' && c <= '9')
      digits += static_cast<char>(c);
    else if (c == '+' && digits.empty())
      digits = "+";
    else if (!dash)
      return no_phone(text, "only digits, blanks, dashes and brackets");
  }
  return digits;
}

Phone finished(std::string_view code, std::string_view national) {
  const Plan* plan = plan_of(code);
  Phone made{"+" + std::string(code) + std::string(national), PhoneKind::unknown};
  if (plan != nullptr)
    made.kind = plan->kind(national);
  else if (national.size() >= 4)
    made.kind = PhoneKind::other;
  return made;
}

}  // namespace

Result<Phone> phone(std::string_view text, std::string_view region) {
  Result<std::string> read = digits_of(text);
  if (!read.ok()) return read.status();
  std::string_view digits = *read;
  const bool plus = digits.starts_with('+');
  const bool abroad = plus || digits.starts_with("00");
  if (abroad) digits.remove_prefix(plus ? 1 : 2);
  if (digits.size() < kLeast) return no_phone(text, "too short");
  if (digits.size() > kMost) return no_phone(text, "more than 15 digits");
  if (abroad) {
    const std::string_view code = calling_code(digits);
    if (code.empty()) return no_phone(text, "no country has this calling code");
    digits.remove_prefix(code.size());
    const Plan* plan = plan_of(code);
    if (plan != nullptr && plan->trunk && digits.starts_with('0'))
      digits.remove_prefix(1);
    return finished(code, digits);
  }
  const auto home = std::find_if(kPlans.begin(), kPlans.end(),
                                 [&](const Plan& plan) { return plan.region == region; });
  std::string_view code = region;
  if (home != kPlans.end()) {
    code = home->code;
  } else if (!region.starts_with('+') || region.size() > 4 ||
             !assigned(code = region.substr(1))) {
    return Status(ErrorCode::argument,
                  "a region is CN, HK, MO, TW or a calling code as \"+81\"; found " +
                      base::shown(region));
  }
  // With the country code but without its "+": only if it is no number otherwise.
  if (home != kPlans.end() && digits.starts_with(code) &&
      home->kind(digits) == PhoneKind::unknown &&
      home->kind(digits.substr(code.size())) != PhoneKind::unknown)
    return finished(code, digits.substr(code.size()));
  if (digits.starts_with('0') && (home == kPlans.end() || home->trunk))
    digits.remove_prefix(1);
  if (code.size() + digits.size() > kMost) return no_phone(text, "more than 15 digits");
  return finished(code, digits);
}

}  // namespace patron
