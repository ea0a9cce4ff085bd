// SPDX-License-Identifier: Apache-2.0
// A message is written once, in English, where it arises; here stands what each part of
// one is in Chinese. A * is any text, a name or a figure, and stays as it is; words of
// the domain among them (metric, role) have rows of their own.
#include "base/chinese.hpp"

#include <vector>

namespace patron::base {
namespace {

struct Row {
  std::string_view english, chinese;
};

constexpr Row kNouns[] = {
    {"metric", "指标"}, {"points currency", "积分币种"}, {"ladder of tiers", "等级体系"},
    {"ladder", "等级体系"}, {"event attribute", "事件属性"},
    {"customer attribute", "客户属性"}, {"figure of a trip", "行程数据"}, {"name", "名称"},
    {"function", "函数"}, {"lookup", "对照表"}, {"role", "角色"}, {"consent", "同意项"},
    {"purpose", "联系目的"}, {"group", "组"}, {"table", "表"}, {"output", "输出列"},
    {"rule or tag", "规则或标签"}, {"label", "标签"}, {"type", "类型"}, {"a list", "列表"},
    {"an object", "对象"}, {"a string", "字符串"}, {"the end", "结尾"},
    {"the end of the text", "文本结尾"}, {"a value", "一个值"}, {"a key", "一个键"},
    {"an operator or the end", "运算符或结尾"}, {"a key or }", "键或 }"},
    {"a value or ]", "值或 ]"}, {", or }", ", 或 }"}, {", or ]", ", 或 ]"},
    {"a digit", "数字"}, {"a comment", "注释"}, {"null", "null"}};

// Longer patterns before shorter ones that would match the same.
constexpr Row kParts[] = {
    // ---- said of many things ----
    {"did you mean *?", "是否指 *？"},
    {"known: *", "已有：*"},
    {"it has*", "它有*"},
    {"found *", "实际为 *"},
    {"expected true or false", "应为真或假"},
    {"expected *", "应为 *"},
    {"unexpected *", "意外的 *"},
    {"no * \"*\"", "没有*“*”"},
    {"unknown key *", "未知的键 *"},
    {"missing key *", "缺少键 *"},
    {"duplicate key *", "重复的键 *"},
    {"duplicate id *", "重复的编号 *"},
    {"not supported yet: *", "尚不支持：*"},
    {"* is not one of *", "* 不是以下之一：*"},
    {"less than *", "小于 *"},
    {"more than *", "超过 *"},
    {"at most * entries", "最多 * 项"},
    {"at most * steps", "最多 * 步"},
    {"longer than * bytes", "超过 * 字节"},
    {"* stands twice in this list", "* 在列表中出现两次"},
    {"not UTF-8", "不是 UTF-8"},
    {"a number is expected", "应为数字"},
    // ---- the rule language ----
    {"* is no label of *", "* 不是 * 的标签"},
    {"* has no part *", "* 没有成员 *"},
    {"* is not a value by itself", "* 本身不是值"},
    {"* is a reserved word", "* 是保留字"},
    {"* is never null here", "* 在此处不会为空"},
    {"* cannot be read here: *", "此处不能读取 *：*"},
    {"it is decided after the points of an event", "它在事件的积分之后才确定"},
    {"an earn rule cannot read it", "获得规则不能读取它"},
    {"signals are what it is made of", "它由信号构成"},
    {"it is known afterwards", "之后才可知"},
    {"a signal speaks of the member on any day, not of an event",
     "信号描述会员在任意一天的状态，而非某个事件"},
    {"count it in a metric", "请用指标来计数"},
    {"none of the events in `on` has it", "`on` 中没有任何事件带有它"},
    {"it means different things on the events in `on`", "它在 `on` 的各事件中含义不同"},
    {"write a rule for each", "请分别写规则"},
    {"only a survey has answers", "只有问卷有答案"},
    {"a decimal or money has no exact quotient", "十进制数或金额没有精确的商"},
    {"divide with double(...)", "请用 double(...) 相除"},
    {"* and * do not mix", "* 与 * 不能混用"},
    {"convert one with double(...)", "请用 double(...) 转换其一"},
    {"an amount stands beside an amount or a literal", "金额只能与金额或字面量并列"},
    {"money times money is no amount", "金额乘金额不是金额"},
    {"amounts of two currencies do not mix", "两种货币的金额不能混用"},
    {"date and string do not compare", "日期与字符串不能比较"},
    {"a date is written date('2026-05-01')", "日期写作 date('2026-05-01')"},
    {"date and timestamp do not compare", "日期与时刻不能比较"},
    {"compare with today or a date", "请与 today 或某个日期比较"},
    {"labels have no order of their own", "标签本身没有顺序"},
    {"compare rank(...) with rank('label')", "请用 rank(...) 与 rank('label') 比较"},
    {"the labels of * have no order", "* 的标签没有顺序"},
    {"declare it ordered", "请声明为有序"},
    {"a label has a rank only beside the enum it belongs to, e.g. *",
     "标签只有与所属枚举并列时才有次序，例如 *"},
    {"a predicate answers true or false", "条件的结果应为真或假"},
    {"this is another kind of value", "这是另一种值"},
    {"*() takes *", "*() 的参数为 *"},
    {"* does not take *", "* 不接受 *"},
    {"* takes three values", "* 需要三个值"},
    {"lookup('id', key) takes the id of a map, and a key",
     "lookup('id', key) 需要对照表的编号和一个键"},
    {"the keys of * are *", "* 的键是 *"},
    {"matches takes a text and a pattern", "matches 需要文本和模式"},
    {"the pattern of matches is a string literal", "matches 的模式须为字符串字面量"},
    {"malformed pattern: *", "模式有误：*"},
    {"has() asks for one name, e.g. *", "has() 询问一个名称，例如 *"},
    {"in looks into a list or a map", "in 在列表或映射中查找"},
    {"macros run over a list or a map", "宏作用于列表或映射"},
    {"macros nested too deep", "宏嵌套过深"},
    {"only a list or a map has parts in []", "只有列表或映射可用 [] 取成员"},
    {"a list is indexed by int", "列表用 int 作下标"},
    {"this operator does not take values of these kinds", "此运算符不接受这些类型的值"},
    {"this function does not take values of these kinds", "此函数不接受这些类型的值"},
    {"the two answers are of different kinds: * and *", "两个结果的类型不同：* 与 *"},
    {"equality is ==", "相等写作 =="},
    {"and is &&", "“与”写作 &&"},
    {"or is ||", "“或”写作 ||"},
    {"write *", "请写作 *"},
    {"integer division by zero", "整数除以零"},
    {"integer modulus by zero", "整数对零取模"},
    {"integer overflow", "整数溢出"},
    {"a decimal of more than 18 digits", "十进制数超过 18 位"},
    {"no such key", "没有这个键"},
    {"index out of range", "下标越界"},
    {"null has no value here", "此处空值没有值"},
    {"too many iterations", "迭代次数过多"},
    {"malformed number *", "数字有误：*"},
    {"this quoted name has no end", "引号中的名称没有结尾"},
    {"* literal has no end", "* 字面量没有结尾"},
    {"unknown escape *", "未知的转义 *"},
    {"nested deeper than *", "嵌套超过 *"},
    {"costs up to * units", "最多耗费 * 个单位"},
    {"an event may cost up to * units", "一个事件最多可耗费 * 个单位"},
    {"the pack allows *", "规则包允许 *"},
    // ---- packs ----
    {"a predicate is a CEL string", "条件是 CEL 字符串"},
    {"for \"always\" leave the key out", "若表示“总是”，请省略此键"},
    {"a date is *", "日期形如 *"},
    {"there is no such day", "没有这一天"},
    {"no year has this day: *", "没有哪一年有这一天：*"},
    {"this interval is empty", "此区间为空"},
    {"a share is a percentage string from *", "份额是百分比字符串，范围 *"},
    {"a rate or multiplier is a decimal string, e.g. *", "比率或倍数是十进制字符串，例如 *"},
    {"never a JSON number", "不能是 JSON 数字"},
    {"or {\"table\": ...}, or {\"value\": CEL}", "或 {\"table\": ...}，或 {\"value\": CEL}"},
    {"an id is lower-case letters, digits and _, and begins with a letter",
     "编号由小写字母、数字和 _ 组成，以字母开头"},
    {"a pack id is lower-case letters, digits and -", "规则包编号由小写字母、数字和 - 组成"},
    {"a moment is *", "时点形如 *"},
    {"a window is rolling *", "窗口可为滚动 *"},
    {"an earn rule has exactly one effect: *", "获得规则只有一种效果：*"},
    {"* is a multiplier itself", "* 本身是倍数规则"},
    {"it can be applied to rules with points or a rate only", "只能用于有积分或比率的规则"},
    {"the literal is not of type *", "字面量不是 * 类型"},
    {"the value is not of type *", "值不是 * 类型"},
    {"the key * is not of type *", "键 * 不是 * 类型"},
    {"keys are *", "键的类型为 *"},
    {"values are *", "值的类型为 *"},
    {"two keys are the same value", "两个键的值相同"},
    {"* has * decimals", "* 有 * 位小数"},
    {"* is a number with * decimals", "* 是 * 位小数的数字"},
    {"a row has a cell for each input and each output: *",
     "每行的单元格数等于输入列加输出列：*"},
    {"steps stand in order of time", "各步须按时间排列"},
    {"bands stand lowest first", "区间须从低到高"},
    {"levels stand lowest first", "级别须从低到高"},
    {"rates stand oldest first, one a day", "汇率须从早到晚，每天一条"},
    {"a reward costs at least one point", "奖励至少需要一个积分"},
    {"a probability is a number from 0 to 1", "概率是 0 到 1 之间的数"},
    {"a pack says its timezone, currency and effective date",
     "规则包须说明时区、货币和生效日期"},
    {"this schema is for \"patron\": 1", "此格式用于 \"patron\": 1"},
    {"no event type * is declared in attributes", "attributes 中没有声明事件类型 *"},
    {"not an event type: *", "不是事件类型：*"},
    {"a limit counts a period that is running, like *", "限额计算进行中的周期，如 *"},
    {"say which points currency is earned", "请说明获得哪种积分"},
    {"say what is aggregated: *", "请说明汇总什么：*"},
    {"points that wait for the event that earns them wait for ever",
     "等待使其获得的事件的积分将永远等待"},
    {"the day on which this turns cannot be computed", "无法算出它在哪一天改变"},
    {"compare one figure that moves with time with a constant, e.g. *",
     "请将一个随时间变化的数与常数比较，例如 *"},
    {"no text in *", "缺少 * 文本"},
    {"no time zone of IANA: *", "IANA 没有此时区：*"},
    {"no currency * in ISO 4217", "ISO 4217 没有货币 *"},
    {"* is no day", "* 不是日期"}};

// The texts of the stars in `text`; false if it is another message.
bool match(std::string_view pattern, std::string_view text,
           std::vector<std::string_view>& out) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  pattern.remove_prefix(star + 1);
  text.remove_prefix(star);
  const std::string_view next = pattern.substr(0, pattern.find('*'));
  // The last text reaches to the end, the others to the first place that fits.
  if (next.size() == pattern.size()) {
    if (!text.ends_with(next)) return false;
    out.push_back(text.substr(0, text.size() - next.size()));
    return true;
  }
  for (std::size_t end = text.find(next); end != std::string_view::npos;
       end = text.find(next, end + 1)) {
    std::vector<std::string_view> rest = {text.substr(0, end)};
    if (!match(pattern, text.substr(end), rest)) continue;
    out.insert(out.end(), rest.begin(), rest.end());
    return true;
  }
  return false;
}

std::string_view noun(std::string_view word) {
  for (const Row& row : kNouns)
    if (row.english == word) return row.chinese;
  return word;
}

std::string part(std::string_view text) {
  for (const Row& row : kParts) {
    std::vector<std::string_view> stars;
    if (!match(row.english, text, stars)) continue;
    std::string out;
    std::size_t next = 0;
    for (const char c : row.chinese) {
      if (c == '*') out += noun(stars[next++]);
      else out += c;
    }
    return out;
  }
  return std::string(text);
}

}  // namespace

std::string in_chinese(std::string_view message) {
  std::string out;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= message.size(); ++i) {
    if (i < message.size() && message[i] == '"') quoted = !quoted;
    const bool ends = i == message.size() ||
                      (!quoted && message[i] == ';' && i + 1 < message.size() &&
                       message[i + 1] == ' ');
    if (!ends) continue;
    if (!out.empty()) out += "；";
    out += part(message.substr(begin, i - begin));
    begin = i + 2;
  }
  return out;
}

}  // namespace patron::base
