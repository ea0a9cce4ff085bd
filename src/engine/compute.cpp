// SPDX-License-Identifier: Apache-2.0
#include "engine/compute.hpp"

namespace patron::engine {
namespace {

using model::TypeKind;
using rules::Literal;
using rules::Outcome;

// Why a value cannot be counted with; empty if it can.
std::string fault_of(const rules::Value& value) {
  if (value.outcome != Outcome::value) return rules::text(value);
  if (value.kind == TypeKind::money && !value.text.empty())
    return "the amount is in " + std::string(value.text);
  return "";
}

// An input as the cells of a table are compared with; an absent one is nothing.
std::optional<Literal> literal_of(const rules::Value& value) {
  if (value.kind == TypeKind::null) return std::nullopt;
  Literal out;
  if (value.kind == TypeKind::string || value.kind == TypeKind::enumeration)
    out.text = value.text;
  else
    out.number = {value.integer, value.scale};
  return out;
}

Computation look_up(const View& view, const model::Computed& computed) {
  const rules::DecisionTable& table =
      view.version().compiled.tables[static_cast<std::size_t>(computed.table)];
  std::vector<std::optional<Literal>> inputs;
  for (const model::ExpressionIndex input : computed.inputs) {
    const rules::Value value = view.evaluate(input);
    if (std::string why = fault_of(value); !why.empty())
      return {std::nullopt, std::move(why)};
    inputs.push_back(literal_of(value));
  }
  const rules::DecisionTable::Answer answer =
      table.answer(inputs, static_cast<std::size_t>(computed.output));
  if (answer.value) return {answer.value->number, ""};
  std::string why = answer.why;
  if (answer.row >= 0) why += ": row " + std::to_string(answer.row + 1);
  return {std::nullopt, why};
}

}  // namespace

Computation compute(const View& view, const model::Computed& computed) {
  if (computed.table >= 0) return look_up(view, computed);
  const rules::Value value = view.evaluate(computed.value);
  if (std::string why = fault_of(value); !why.empty())
    return {std::nullopt, std::move(why)};
  switch (value.kind) {
    case TypeKind::integer:
    case TypeKind::decimal:
    case TypeKind::money:
      return {Decimal{value.integer, value.scale}, ""};
    case TypeKind::null:
      return {std::nullopt, "the amount is missing"};
    default:
      return {std::nullopt, "the amount is no number"};
  }
}

}  // namespace patron::engine
