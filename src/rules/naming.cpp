// SPDX-License-Identifier: Apache-2.0
#include "rules/naming.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"

namespace patron::rules {

using model::TypeKind;

namespace {

constexpr auto kTypes = std::to_array<TypeKind>(
    {TypeKind::boolean, TypeKind::integer, TypeKind::unsigned_integer, TypeKind::number,
     TypeKind::string, TypeKind::bytes, TypeKind::list, TypeKind::map, TypeKind::null,
     TypeKind::type, TypeKind::optional, TypeKind::instant, TypeKind::duration,
     TypeKind::decimal, TypeKind::money, TypeKind::date});

std::optional<TypeKind> type_named(std::string_view name) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [name](TypeKind kind) {
    return type_name(kind) == name;
  });
  return found == kTypes.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

const Node& Naming::stem(const Node& node) {
  const Node* at = &node;
  while (at->kind == NodeKind::select) at = at->children[0];
  return *at;
}

const Naming::Scope* Naming::scope(const Node& node) const {
  if (node.kind != NodeKind::name || node.rooted) return nullptr;
  const auto found = std::find_if(scopes_.rbegin(), scopes_.rend(),
                                  [&](const Scope& s) { return s.name == node.text; });
  return found == scopes_.rend() ? nullptr : &*found;
}

std::optional<std::string> Naming::dotted(const Node& node) const {
  if (node.kind == NodeKind::name) {
    if (scope(node) != nullptr) return std::nullopt;
    return std::string(node.text);
  }
  if (node.kind != NodeKind::select || node.optional) return std::nullopt;
  std::optional<std::string> before = dotted(*node.children[0]);
  if (before) before->append(".").append(node.text);
  return before;
}

bool Naming::resolves(const std::string& path, bool rooted) const {
  for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
       dot = path.rfind('.', dot - 1)) {
    const std::string_view before = std::string_view(path).substr(0, dot);
    if (environment_.resolve(before, rooted) != nullptr || type_named(before))
      return true;
  }
  return false;
}

void Naming::bind_variable(Node& node, const Scope& scope) {
  node.kind = NodeKind::variable;
  node.slot = scope.slot;
  node.second = scope.second;
  node.type = scope.type;
}

void Naming::bind_name(Node& node, const Name& name) {
  auto& reads = tree_.reads;
  auto known = std::find_if(reads.begin(), reads.end(),
                            [&](const Name& one) { return one.path == name.path; });
  if (known == reads.end()) known = reads.insert(known, name);
  node.at = stem(node).at;
  node.kind = NodeKind::name;
  node.slot = static_cast<std::int32_t>(known - reads.begin());
  node.type = name.type;
  node.text = tree_.keep(name.path);
  node.children.clear();
}

bool Naming::bind_type(Node& node, std::string_view path) const {
  const std::optional<TypeKind> kind = type_named(path);
  if (!kind) return false;
  node.kind = NodeKind::literal;
  node.constant = type_value(type_name(*kind));
  node.type = type_of_type(scalar(*kind));
  node.text = {};
  node.children.clear();
  return true;
}

bool Naming::bind_namespace(Node& call) {
  if (!call.receiver) return false;
  const std::optional<std::string> target = dotted(*call.children[0]);
  if (!target) return false;
  std::string name = *target + "." + std::string(call.text);
  const auto declared = [&](std::string_view sought) {
    return std::any_of(environment_.declared().begin(), environment_.declared().end(),
                       [&](const HostFunction& one) { return one.name == sought; });
  };
  if (overloads_of(name).empty() && !declared(name)) {
    name = std::string(environment_.container()) + "." + name;
    if (!declared(name)) return false;
  }
  call.text = tree_.keep(std::move(name));
  call.receiver = false;
  call.children.erase(call.children.begin());
  return true;
}

bool Naming::open_loop(Node& node, const StaticType& first, const StaticType& second) {
  if (loops_ == static_cast<std::int32_t>(limits::kExpressionLoops)) return false;
  node.slot = loops_++;
  scopes_.push_back({node.text, first, node.slot, false});
  if (!node.second_text.empty()) {
    scopes_.push_back({node.second_text, second, node.slot, true});
  }
  return true;
}

void Naming::close_loop(const Node& node) {
  scopes_.pop_back();
  if (!node.second_text.empty()) scopes_.pop_back();
  --loops_;
}

}  // namespace patron::rules
