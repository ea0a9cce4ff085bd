// SPDX-License-Identifier: Apache-2.0
// Kinds do not mix by themselves, with two exceptions that lose nothing: int with
// decimal, and literals. Decimals do not divide: the quotient has no scale of its own.
#include "rules/typing.hpp"

#include <algorithm>
#include <charconv>

#include "base/decimal.hpp"
#include "base/text.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr std::int32_t kMostDecimals = 18;

std::string_view symbol(Operator op) {
  constexpr auto kSymbols = std::to_array<std::string_view>(
      {"", "-", "!", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in"});
  return kSymbols[static_cast<std::size_t>(op)];
}

bool comparison(Operator op) {
  return op >= Operator::equal && op <= Operator::greater_equal;
}

bool exact_amount(TypeKind kind) {
  return kind == TypeKind::decimal || kind == TypeKind::money;
}

// ---- literals -----------------------------------------------------------------------
std::string to_exact(Node& literal, TypeKind kind) {
  Decimal decimal{literal.constant.integer, 0};
  if (literal.constant.kind == TypeKind::number) {
    std::string digits(literal.text);
    if (const auto dot = digits.find('.'); dot == 0 || digits.starts_with("-.")) {
      digits.insert(dot, "0");
    }
    const auto parsed = base::parse_decimal(digits);
    if (!parsed) {
      return "\"" + digits +
             "\" is no decimal; write it with up to 18 digits and no exponent";
    }
    decimal = *parsed;
  }
  literal.constant = scalar_value(kind, decimal.value, decimal.scale);
  literal.type = scalar(kind, decimal.scale);
  return "";
}

std::string to_number(Node& literal) {
  double number = 0.0;
  const auto end = std::from_chars(literal.text.data(),
                                   literal.text.data() + literal.text.size(), number);
  if (end.ec != std::errc() || end.ptr != literal.text.data() + literal.text.size()) {
    number = static_cast<double>(literal.constant.integer);  // Hexadecimal.
  }
  literal.constant = number_value(number);
  literal.type = scalar(TypeKind::number);
  return "";
}

// ---- messages -----------------------------------------------------------------------
std::string mixed(Operator op, const StaticType& a, const StaticType& b) {
  const auto both = [&](auto one, auto other) {
    return (one(a.kind) && other(b.kind)) || (other(a.kind) && one(b.kind));
  };
  const auto kind = [](TypeKind wanted) {
    return [wanted](TypeKind found) { return found == wanted; };
  };
  const std::string pair = describe(a) + " and " + describe(b);
  if (op == Operator::divide && (exact_amount(a.kind) || exact_amount(b.kind))) {
    return "a decimal or money has no exact quotient; divide with double(...)";
  }
  if (op == Operator::multiply && a.is(TypeKind::money) && b.is(TypeKind::money)) {
    return "money times money is no amount";
  }
  if (both(kind(TypeKind::number), [](TypeKind k) {
        return exact_amount(k) || k == TypeKind::integer ||
               k == TypeKind::unsigned_integer;
      })) {
    return pair + " do not mix; convert one with double(...)";
  }
  if (both(kind(TypeKind::money), exact)) {
    return pair + " do not mix; an amount stands beside an amount or a literal";
  }
  if (comparison(op) && both(kind(TypeKind::date), kind(TypeKind::string))) {
    return "date and string do not compare; a date is written date('2026-05-01')";
  }
  if (comparison(op) && both(kind(TypeKind::date), kind(TypeKind::instant))) {
    return "date and timestamp do not compare; compare with today or a date";
  }
  if (op > Operator::not_equal && op != Operator::in &&
      both(kind(TypeKind::enumeration), [](TypeKind) { return true; })) {
    return "labels have no order of their own; compare rank(...) with rank('label')";
  }
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) {
    return describe(a.is(TypeKind::null) ? b : a) + " is never null here";
  }
  return "\"" + std::string(symbol(op)) + "\" does not take " + pair;
}

std::string listed(const std::vector<std::string>& labels) {
  constexpr std::size_t kMostListed = 8;
  std::string out = "; it has";
  for (std::size_t i = 0; i < labels.size() && i < kMostListed; ++i) {
    out += (i == 0 ? " " : ", ") + labels[i];
  }
  return labels.size() > kMostListed ? out + "..." : out;
}

// ---- relations ----------------------------------------------------------------------
bool labelled(const StaticType& type) {
  return type.is(TypeKind::enumeration) || type.is(TypeKind::string);
}

bool numeric(TypeKind kind) {
  return kind == TypeKind::integer || kind == TypeKind::unsigned_integer ||
         kind == TypeKind::number;
}

bool comparable(const StaticType& a, const StaticType& b) {
  if (a.dynamic() || b.dynamic()) return true;
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) {
    const StaticType& other = a.is(TypeKind::null) ? b : a;
    return other.nullable || other.is(TypeKind::null);
  }
  if (exact(a.kind) && exact(b.kind)) return true;
  if (a.is(TypeKind::enumeration) && b.is(TypeKind::enumeration)) {
    return *a.labels == *b.labels;
  }
  if (labelled(a) && labelled(b)) return true;
  if (a.kind != b.kind) return false;
  return comparable(element_of(a), element_of(b)) && comparable(key_of(a), key_of(b));
}

bool orderable(const StaticType& a, const StaticType& b) {
  if (a.is(TypeKind::enumeration) || b.is(TypeKind::enumeration)) return false;
  const auto has_order = [](const StaticType& type) {
    switch (type.kind) {
      case TypeKind::list:
      case TypeKind::map:
      case TypeKind::null:
      case TypeKind::type:
      case TypeKind::optional:
      case TypeKind::abstract:
        return false;
      default:
        return true;
    }
  };
  if (numeric(a.kind) && numeric(b.kind)) return true;
  return has_order(a) && has_order(b) && comparable(a, b);
}

// ---- arithmetic ---------------------------------------------------------------------
bool add_time(Operator op, const StaticType& a, const StaticType& b, StaticType& out) {
  if (op != Operator::add && op != Operator::subtract) return false;
  const bool adds = op == Operator::add;
  const auto moves = [](const StaticType& type) {
    return type.is(TypeKind::instant) || type.is(TypeKind::date);
  };
  if (b.is(TypeKind::duration) && (moves(a) || a.is(TypeKind::duration))) {
    out = scalar(a.kind);
  } else if (adds && a.is(TypeKind::duration) && moves(b)) {
    out = scalar(b.kind);
  } else if (!adds && a.kind == b.kind && moves(a)) {
    out = scalar(a.is(TypeKind::date) ? TypeKind::integer : TypeKind::duration);
  } else {
    return false;
  }
  return true;
}

bool same_kind(Operator op, const StaticType& a, const StaticType& b, StaticType& out) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
      break;
    case TypeKind::number:
      if (op == Operator::modulo) return false;
      break;
    case TypeKind::string:
    case TypeKind::bytes:
      if (op != Operator::add) return false;
      break;
    case TypeKind::list:
      if (op != Operator::add) return false;
      out = join(a, b);
      return true;
    default:
      return false;
  }
  out = scalar(a.kind);
  return true;
}

// One operand is dynamic: what is known of the result by the other.
bool loose(Operator op, const StaticType& known, StaticType& out) {
  const bool adds = op == Operator::add;
  out = StaticType();
  switch (known.kind) {
    case TypeKind::integer:
    case TypeKind::unsigned_integer:
      out = scalar(known.kind);
      return true;
    case TypeKind::number:
      out = scalar(known.kind);
      return op != Operator::modulo;
    case TypeKind::string:
    case TypeKind::enumeration:
      out = scalar(TypeKind::string);
      return adds;
    case TypeKind::bytes:
      out = scalar(known.kind);
      return adds;
    case TypeKind::list:
      out = scalar(known.kind);
      return adds;
    case TypeKind::date:
    case TypeKind::instant:
    case TypeKind::duration:
      return adds || op == Operator::subtract;
    case TypeKind::decimal:
    case TypeKind::money:
      return op != Operator::divide && op != Operator::modulo;
    default:
      return known.dynamic();
  }
}

bool exact_result(Operator op, const StaticType& a, const StaticType& b,
                  StaticType& out) {
  const bool product = op == Operator::multiply;
  if (!product && op != Operator::add && op != Operator::subtract) return false;
  const bool left = a.is(TypeKind::money), right = b.is(TypeKind::money);
  if (!(left || exact(a.kind)) || !(right || exact(b.kind))) return false;
  if (product ? left && right : left != right) return false;
  out = scalar(left || right ? TypeKind::money : TypeKind::decimal,
               product ? a.scale + b.scale : std::max(a.scale, b.scale));
  return true;
}

}  // namespace

bool bare_literal(const Node& node) {
  if (node.kind != NodeKind::literal) return false;
  if (node.constant.kind == TypeKind::string) return true;
  return !node.text.empty() && (node.constant.kind == TypeKind::integer ||
                                node.constant.kind == TypeKind::number);
}

std::string resolve_label(Node& literal, std::string_view label, const StaticType& type,
                          std::string_view of) {
  const std::vector<std::string>& labels = *type.labels;
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found == labels.end()) {
    const std::vector<std::string_view> known(labels.begin(), labels.end());
    std::string hint = base::did_you_mean(label, known);
    if (hint.empty()) hint = listed(labels);
    return "\"" + std::string(label) + "\" is no label of " + std::string(of) + hint;
  }
  literal.type = type;
  literal.type.nullable = false;
  literal.constant = scalar_value(TypeKind::enumeration, found - labels.begin());
  literal.constant.text =
      (*literal.type.labels)[static_cast<std::size_t>(found - labels.begin())];
  return "";
}

std::string promote(Node& literal, const Node& beside, Operator op) {
  if (!bare_literal(literal) || bare_literal(beside)) return "";
  const StaticType& type = beside.type;
  if (literal.constant.kind == TypeKind::string) return "";
  switch (type.kind) {
    case TypeKind::number:
      return to_number(literal);
    case TypeKind::unsigned_integer:
      if (literal.constant.kind == TypeKind::integer && literal.constant.integer >= 0) {
        literal.constant.kind = TypeKind::unsigned_integer;
        literal.type = scalar(TypeKind::unsigned_integer);
      }
      return "";
    case TypeKind::decimal:
      return to_exact(literal, TypeKind::decimal);
    case TypeKind::money:
      return to_exact(literal,
                      op == Operator::multiply ? TypeKind::decimal : TypeKind::money);
    default:
      return "";
  }
}

std::string type_of(Operator op, const StaticType& a, const StaticType& b,
                    StaticType& out) {
  out = scalar(TypeKind::boolean);
  if (op == Operator::in) {
    if (b.dynamic()) return "";
    if (!b.is(TypeKind::list) && !b.is(TypeKind::map)) {
      return "in looks into a list or a map; found " + describe(b);
    }
    const StaticType held = b.is(TypeKind::list) ? element_of(b) : key_of(b);
    return comparable(a, held) || a.is(TypeKind::null) ? ""
                                                       : mixed(Operator::equal, a, held);
  }
  if (op == Operator::equal || op == Operator::not_equal) {
    return comparable(a, b) ? "" : mixed(op, a, b);
  }
  if (comparison(op)) return orderable(a, b) ? "" : mixed(op, a, b);
  if (a.dynamic() || b.dynamic()) {
    return loose(op, a.dynamic() ? b : a, out) ? "" : mixed(op, a, b);
  }
  if (same_kind(op, a, b, out) || add_time(op, a, b, out)) return "";
  if (!exact_result(op, a, b, out)) return mixed(op, a, b);
  if (out.scale > kMostDecimals) {
    return "a product of " + std::to_string(out.scale) + " decimals; at most 18";
  }
  return "";
}

}  // namespace patron::rules
