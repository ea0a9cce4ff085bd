// SPDX-License-Identifier: Apache-2.0
// Decision tables. Outputs are read at once; input cells when a rule uses the table, for
// what an input is depends on the events of that rule. A use with the same kinds of
// inputs has the same table.
#include <algorithm>
#include <utility>

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "rules/literals.hpp"
#include "rules/loading.hpp"
#include "rules/words.hpp"

namespace patron::rules {
namespace {

using model::TypeKind;

Hit hit_of(std::string_view word) {
  constexpr std::string_view kWords[] = {"unique",   "first",      "any",
                                         "priority", "rule_order", "collect"};
  const auto* at = std::find(std::begin(kWords), std::end(kWords), word);
  return at == std::end(kWords) ? Hit::unique : static_cast<Hit>(at - std::begin(kWords));
}

Aggregate aggregate_of(std::string_view word) {
  constexpr std::string_view kWords[] = {"list", "sum", "min", "max", "count"};
  const auto* at = std::find(std::begin(kWords), std::end(kWords), word);
  return at == std::end(kWords) ? Aggregate::list
                                : static_cast<Aggregate>(at - std::begin(kWords));
}

// An output cell by the type of its column.
Literal output_cell(Loading& loading, const PackNode& node,
                    const DecisionTable::Output& output) {
  Literal out;
  if (!output.number) {
    out.text = node.is(json::Kind::boolean) ? (node.flag() ? "true" : "false")
                                            : std::string(node.text());
    return out;
  }
  const auto number = base::parse_decimal(node.text());
  const auto scaled =
      number ? base::rescale_exact(number->value, number->scale, output.scale)
             : std::nullopt;
  if (!scaled)
    loading.error(node, quoted(output.id) + " is a number with " +
                            std::to_string(output.scale) + " decimals; found " +
                            found(node.value()));
  out.number = {scaled.value_or(0), output.scale};
  return out;
}

void load_outputs(Loading& loading, const PackNode& node, DecisionTable& table) {
  for (const PackNode& one : node["outputs"].items()) {
    DecisionTable::Output output;
    output.id = one["id"].text();
    const model::Type type =
        rules::type(one["type"].text(), loading.pack().currency_scale);
    output.number = type.kind == TypeKind::integer || type.kind == TypeKind::decimal;
    output.scale = type.scale;
    if (!output.number && type.kind != TypeKind::string && type.kind != TypeKind::boolean)
      loading.error(one["type"], "an output is int, decimal(n), string or bool");
    for (const PackNode& value : one["order"].items())
      output.order.push_back(output_cell(loading, value, output));
    table.outputs.push_back(std::move(output));
  }
  loading.distinct_ids(node["outputs"]);
}

void check_policy(Loading& loading, const PackNode& node, const DecisionTable& table) {
  const bool numbers = std::all_of(table.outputs.begin(), table.outputs.end(),
                                   [](const auto& output) { return output.number; });
  const bool adds = table.hit == Hit::collect && table.aggregate != Aggregate::list &&
                    table.aggregate != Aggregate::count;
  if (adds && !numbers)
    loading.error(node["aggregate"], "sum, min and max need outputs that are numbers");
  const bool ordered =
      std::any_of(table.outputs.begin(), table.outputs.end(),
                  [](const auto& output) { return !output.order.empty(); });
  if (table.hit == Hit::priority && !ordered)
    loading.error(node["hit"], "priority needs an output with an order, best first");
}

// The cells of one input column.
std::vector<std::vector<Test>> tests_of(Loading& loading, const PackNode& node,
                                        std::size_t column, CellClass cells,
                                        const model::Type& type) {
  std::vector<std::vector<Test>> out;
  const std::vector<std::string_view> labels(type.labels.begin(), type.labels.end());
  const auto check_labels = [&](const auto& self, const PackNode& cell,
                                const std::vector<Test>& tests) -> void {
    for (const Test& test : tests) {
      self(self, cell, test.of);
      if (test.kind != Test::Kind::equal || labels.empty()) continue;
      if (std::find(labels.begin(), labels.end(), test.low.text) == labels.end())
        loading.error(cell, "no label " + quoted(test.low.text) +
                                base::did_you_mean(test.low.text, labels));
    }
  };
  for (const PackNode& row : node["rows"].items()) {
    const std::vector<PackNode> row_cells = row.items();
    if (column >= row_cells.size()) return {};
    const PackNode& cell = row_cells[column];
    const std::string text = cell.is(json::Kind::boolean)
                                 ? (cell.flag() ? "true" : "false")
                                 : std::string(cell.text());
    std::string problem;
    auto tests = read_cell(text, cells, problem);
    if (!tests) {
      loading.error(cell, problem);
      tests.emplace();
    }
    check_labels(check_labels, cell, *tests);
    out.push_back(std::move(*tests));
  }
  return out;
}

}  // namespace

void load_tables(Loading& loading, const PackNode& root) {
  for (const auto& [id, node] : root["tables"].entries()) {
    TableDraft draft{id, node, {}, {}};
    DecisionTable& table = draft.table;
    table.hit = hit_of(node["hit"].text());
    table.aggregate = aggregate_of(node["aggregate"].text());
    load_outputs(loading, node, table);
    check_policy(loading, node, table);
    const std::size_t inputs = node["inputs"].items().size();
    const std::size_t cells = inputs + table.outputs.size();
    for (const PackNode& row : node["rows"].items()) {
      const std::vector<PackNode> all = row.items();
      if (all.size() != cells) {
        loading.error(row, "a row has a cell for each input and each output: " +
                               std::to_string(cells) + "; found " +
                               std::to_string(all.size()));
        continue;
      }
      std::vector<Literal> outputs;
      for (std::size_t i = inputs; i < cells; ++i)
        outputs.push_back(output_cell(loading, all[i], table.outputs[i - inputs]));
      table.rows.push_back(std::move(outputs));
    }
    const std::vector<PackNode> otherwise = node["default"].items();
    if (!otherwise.empty() && otherwise.size() != table.outputs.size())
      loading.error(node["default"], "a value for each output");
    else
      for (std::size_t i = 0; i < otherwise.size(); ++i)
        table.otherwise.push_back(output_cell(loading, otherwise[i], table.outputs[i]));
    loading.distinct_ids(node["inputs"]);
    loading.tables().push_back(std::move(draft));
  }
}

void check_tables_are_used(Loading& loading) {
  for (const TableDraft& draft : loading.tables())
    if (draft.made.empty())
      loading.warn(draft.node, "unused_table", "no rule reads this table");
}

namespace {

std::int32_t table_of(Loading& loading, TableDraft& draft,
                      const std::vector<CellClass>& classes,
                      const std::vector<model::ExpressionIndex>& inputs) {
  for (const auto& [known, index] : draft.made)
    if (known == classes) return index;
  DecisionTable table = draft.table;
  const std::vector<PackNode> nodes = draft.node["inputs"].items();
  const std::size_t before = loading.findings().size();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const model::Type& type = loading.expression(inputs[i]).type();
    const auto tests = tests_of(loading, draft.node, i, classes[i], type);
    const bool whole = type.kind == TypeKind::integer || type.kind == TypeKind::date;
    if (tests.size() == table.rows.size() &&
        !table.add_column(std::string(nodes[i]["id"].text()), classes[i], whole, tests))
      loading.error(nodes[i], "with this column the table has too many rows and literals",
                    ErrorCode::limit);
  }
  if (loading.findings().size() == before && table.columns().size() == classes.size()) {
    const std::vector<PackNode> rows = draft.node["rows"].items();
    for (const TableFault& fault : look_over(table))
      loading.warn(fault.row < 0 ? draft.node : rows[static_cast<std::size_t>(fault.row)],
                   fault.code, fault.message);
  }
  loading.out().tables.push_back(std::move(table));
  const auto index = static_cast<std::int32_t>(loading.out().tables.size() - 1);
  draft.made.emplace_back(classes, index);
  return index;
}

void compute_by_table(Loading& loading, const PackNode& node,
                      const Environment& environment, model::Computed& out) {
  std::vector<std::string_view> ids;
  for (const TableDraft& draft : loading.tables()) ids.push_back(draft.id);
  const std::int32_t at =
      loading.reference(node["table"], node["table"].text(), "table", ids);
  if (at < 0) return;
  TableDraft& draft = loading.tables()[static_cast<std::size_t>(at)];
  const auto& outputs = draft.table.outputs;
  if (const PackNode wanted = node["output"])
    out.output = loading.reference(wanted, wanted.text(), "output", ids_of(outputs));
  else if (outputs.size() > 1)
    loading.error(node, "say which output of " + quoted(draft.id));
  if (out.output < 0) return;
  if (!draft.table.single())
    loading.error(node, quoted(draft.id) + " gives a list; an amount is one number");
  const bool counts =
      draft.table.hit == Hit::collect && draft.table.aggregate == Aggregate::count;
  if (!counts && !outputs[static_cast<std::size_t>(out.output)].number)
    loading.error(node, "this output of " + quoted(draft.id) + " is no number");
  std::vector<CellClass> classes;
  for (const PackNode& input : draft.node["inputs"].items()) {
    const model::ExpressionIndex index = loading.value(input["value"], environment);
    if (index < 0) return;
    const auto cells = cell_class(loading.expression(index).type().kind);
    if (!cells) {
      loading.error(input["value"], "an input is a number, a date, a text or a bool",
                    ErrorCode::expression);
      return;
    }
    out.inputs.push_back(index);
    classes.push_back(*cells);
  }
  out.table = table_of(loading, draft, classes, out.inputs);
}

}  // namespace

model::Computed computed(Loading& loading, const PackNode& node,
                         const Environment& environment) {
  model::Computed out;
  if (node["table"]) {
    compute_by_table(loading, node, environment, out);
    return out;
  }
  out.value = loading.value(node["value"], environment);
  if (out.value < 0) return out;
  const TypeKind kind = loading.expression(out.value).type().kind;
  if (kind != TypeKind::integer && kind != TypeKind::decimal && kind != TypeKind::money &&
      kind != TypeKind::dynamic)
    loading.error(
        node["value"],
        kind == TypeKind::number
            ? "an amount is int, decimal or money; a number like 1.5 on its own "
              "is a double, a table gives exact ones"
            : "an amount is int, decimal or money",
        ErrorCode::expression);
  return out;
}

}  // namespace patron::rules
