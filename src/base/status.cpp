// SPDX-License-Identifier: Apache-2.0
// A status is one pointer, NULL when all is well, so that success costs nothing to
// return.
#include "patron/status.hpp"

#include <array>

#include "base/chinese.hpp"

namespace patron {
namespace {

struct Words {
  ErrorCode code;
  std::string_view name, chinese;
};

constexpr Words kWords[] = {
    {ErrorCode::ok, "ok", "成功"},
    {ErrorCode::argument, "argument", "参数无效"},
    {ErrorCode::state, "state", "调用时机不对"},
    {ErrorCode::unsupported, "unsupported", "不支持"},
    {ErrorCode::not_found, "not_found", "未找到"},
    {ErrorCode::need_tail, "need_tail", "需要历史部分"},
    {ErrorCode::pack, "pack", "规则包有误"},
    {ErrorCode::event, "event", "事件有误"},
    {ErrorCode::expression, "expression", "表达式有误"},
    {ErrorCode::snapshot, "snapshot", "快照损坏"},
    {ErrorCode::format, "format", "快照格式较新"},
    {ErrorCode::pack_unknown, "pack_unknown", "未知的规则包版本"},
    {ErrorCode::drift, "drift", "历史与状态不符"},
    {ErrorCode::table, "table", "表格有误"},
    {ErrorCode::range, "range", "数值超出范围"},
    {ErrorCode::model, "model", "模型有误"},
    {ErrorCode::conflict, "conflict", "同一编号内容不同"},
    {ErrorCode::mismatch, "mismatch", "不匹配"},
    {ErrorCode::too_old, "too_old", "时间过早"},
    {ErrorCode::erased, "erased", "客户已删除"},
    {ErrorCode::stale, "stale", "已被他人修改"},
    {ErrorCode::undecided, "undecided", "无法判定"},
    {ErrorCode::insufficient_points, "insufficient_points", "积分不足"},
    {ErrorCode::out_of_stock, "out_of_stock", "库存不足"},
    {ErrorCode::not_eligible, "not_eligible", "不符合条件"},
    {ErrorCode::over_limit, "over_limit", "超出限制"},
    {ErrorCode::already_settled, "already_settled", "已经结算"},
    {ErrorCode::memory, "memory", "内存不足"},
    {ErrorCode::limit, "limit", "超出上限"},
    {ErrorCode::history_full, "history_full", "历史已满"},
    {ErrorCode::store, "store", "存储错误"},
    {ErrorCode::stream, "stream", "数据流错误"},
    {ErrorCode::internal, "internal", "内部错误"}};

const Words* words(ErrorCode code) {
  for (const Words& entry : kWords)
    if (entry.code == code) return &entry;
  return nullptr;
}

}  // namespace

struct Status::Failure {
  ErrorCode code;
  std::string message;
  Place place;
};

std::string_view name(ErrorCode code) noexcept {
  const Words* entry = words(code);
  return entry == nullptr ? std::string_view("unknown") : entry->name;
}

Status::Status(ErrorCode code, std::string message, Place place)
    : failure_(code == ErrorCode::ok
                   ? nullptr
                   : std::make_shared<const Failure>(
                         Failure{code, std::move(message), std::move(place)})) {}

ErrorCode Status::code() const noexcept {
  return failure_ == nullptr ? ErrorCode::ok : failure_->code;
}

std::string Status::message(std::string_view language) const {
  if (failure_ == nullptr) return {};
  if (language != "zh") return failure_->message;
  const Words* entry = words(failure_->code);
  return (entry == nullptr ? std::string() : std::string(entry->chinese)) + "：" +
         base::in_chinese(failure_->message);
}

const Place& Status::place() const noexcept {
  static const Place kNowhere;
  return failure_ == nullptr ? kNowhere : failure_->place;
}

}  // namespace patron
