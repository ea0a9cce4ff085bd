// SPDX-License-Identifier: Apache-2.0
// The summary page: key figures, then a card a chart, each saying what it counts. Behind
// every chart are its figures as a table. No script, nothing from the network.
#include <algorithm>

#include "cli/page_style.hpp"
#include "cli/summary.hpp"
#include "cli/text.hpp"
#include "cli/words.hpp"

namespace patron::cli {
namespace {

constexpr double kWide = 985, kNarrow = 460;  // As wide as the cards on a desk's screen.

template <class Months>
bool many_months(const Months& months) {
  return !months.empty() && months.back().month - months.front().month >= 12;
}

class Page {
 public:
  explicit Page(const Summary& summary) : s_(summary) {}

  std::string write() {
    head();
    tiles();
    out_ += "<div class=\"cards\">";
    for (const ScorePanel& panel : s_.scores) score_card(panel);
    if (s_.scores.empty()) empty_card(w("Satisfaction", "满意度"),
        w("No survey answers by this day.", "截至当日没有问卷答案。"));
    churn_card();
    tier_card();
    for (const PointsPanel& panel : s_.points) points_card(panel);
    action_card();
    out_ += "</div>";
    foot();
    return std::move(out_);
  }

 private:
  std::string w(std::string_view english, std::string_view chinese) const {
    return std::string(words(s_.language, english, chinese));
  }

  void head() {
    out_ += "<!doctype html>\n<html lang=\"" + std::string(s_.language == "zh" ? "zh-CN"
            : "en") + "\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            "<title>" + html(s_.program) + " · " + day_text(s_.as_of) +
            "</title><style>" + kPageStyle + "</style></head><body><main><header><h1>" +
            html(s_.program) +
            "</h1><p>" + w("as of the end of ", "截至") + " <strong>" +
            day_text(s_.as_of) + "</strong> · " + w("pack ", "规则包 ") +
            html(s_.versions) + "</p></header>";
  }

  void tile(const std::string& figure, const std::string& name, const std::string& small,
            bool bad = false) {
    out_ += std::string("<div class=\"tile") + (bad ? " bad" : "") + "\"><b>" + figure +
            "</b><span>" + name + "</span>";
    if (!small.empty()) out_ += "<small>" + small + "</small>";
    out_ += "</div>";
  }

  void tiles() {
    out_ += "<div class=\"tiles\">";
    tile(grouped(s_.customers), w("customers", "客户"), "");
    std::string more;
    if (s_.duplicates > 0) {
      more = grouped(s_.duplicates) + w(" duplicates passed over", " 条重复，已略过");
    }
    tile(grouped(s_.applied), w("events applied", "已处理事件"), more);
    tile(grouped(s_.rejected), w("rows left out", "剔除的行"),
         s_.rejected > 0 ? w("see rejects.csv", "见 rejects.csv") : "", s_.rejected > 0);
    tile(grouped(s_.refused), w("refused by the rules", "规则拒绝"),
         s_.refused > 0 ? w("see refusals.csv", "见 refusals.csv") : "");
    if (s_.later > 0) tile(grouped(s_.later), w("events after the day", "晚于当日的事件"), "");
    for (const PointsPanel& panel : s_.points) {
      std::string small = grouped(panel.pending, panel.scale) + w(" pending", " 待生效");
      if (panel.debt > 0) {
        small += ", " + grouped(panel.debt, panel.scale) + w(" owed", " 欠分");
      }
      tile(grouped(panel.active, panel.scale), html(panel.title), small);
    }
    tile(grouped(s_.actions_due), w("actions due this week", "本周待办"),
         s_.actions_overdue > 0 ? grouped(s_.actions_overdue) + w(" overdue", " 已逾期")
                                : "");
    out_ += "</div>";
  }

  void open(const std::string& title, const std::string& note, bool wide = false) {
    out_ += std::string("<section") + (wide ? " class=\"wide\"" : "") + "><h2>" + title +
            "</h2><p class=\"note\">" + note + "</p>";
  }

  void empty_card(const std::string& title, const std::string& note) {
    open(title, note);
    out_ += "</section>";
  }

  std::string figure(const ScoreFigure& score, std::int64_t min_n) const {
    if (score.n == 0) return "–";
    std::string text = "<data value=\"" + fixed(score.value, 10) + "\">" +
                       fixed(score.value, 1) + "</data>";
    if (!score.enough) {
      text += " (" + w("insufficient, n below ", "样本不足，n 小于 ") +
              std::to_string(min_n) + ")";
    }
    return text;
  }

  void score_card(const ScorePanel& panel) {
    std::string note;
    if (panel.kind == "nps") {
      note = w("Net Promoter Score by month: promoters less detractors, in percent. ",
               "按月净推荐值：推荐者占比减去贬损者占比。");
    } else if (panel.kind == "csat") {
      note = w("Share of top answers by month, in percent. ", "按月高分答案占比（%）。");
    } else {
      note = w("Mean of the answers by month, on 0 to 100. ", "按月平均分，折算为 0 至 100。");
    }
    note += w("Whiskers are 95 % intervals; n counts answers, by the day answered. A "
              "hollow point has too few to report. The axis need not begin at the "
              "scale's end.",
              "竖线为 95% 区间；n 为按作答日计的答案数。空心点样本不足，不宜报告。"
              "纵轴不一定从量表端点开始。");
    const bool wide = many_months(panel.months);
    open(html(panel.title), note, wide);
    out_ += "<div class=\"score\"><b>" + figure(panel.overall, panel.min_n) +
            "</b><span>";
    if (panel.overall.n > 0) {
      out_ += fixed(panel.overall.low, 1) + " – " + fixed(panel.overall.high, 1) +
              w(" (95 %), ", "（95%），") + "n " + grouped(panel.overall.n);
    }
    if (panel.without_answer > 0) {
      out_ += w(", without an answer ", "，未作答 ") + grouped(panel.without_answer);
    }
    out_ += "</span></div>" + score_chart(panel, wide ? kWide : kNarrow, s_.language);
    out_ += "<details><summary>" + w("figures", "数据") + "</summary><div class=\"scroll\">"
            "<table><tr><th>" + w("month", "月份") + "</th><th class=\"number\">n</th>"
            "<th class=\"number\">" + w("score", "得分") + "</th><th class=\"number\">95 %"
            "</th></tr>";
    for (const MonthScore& month : panel.months) {
      out_ += "<tr><td>" + month_label(month.month) + "</td><td class=\"number\">" +
              grouped(month.score.n) + "</td><td class=\"number\">" +
              figure(month.score, panel.min_n) + "</td><td class=\"number\">" +
              fixed(month.score.low, 1) + " – " + fixed(month.score.high, 1) +
              "</td></tr>";
    }
    out_ += "</table></div></details></section>";
  }

  void churn_card() {
    const std::string title = w("Churn risk", "流失风险");
    if (s_.bands.empty()) {
      return empty_card(title, w("The pack has no scorecard.", "规则包没有评分卡。"));
    }
    const std::string days = std::to_string(s_.churn_horizon_days);
    std::string note = w("Customers by band on this day. The risk is the probability of "
                         "no trip in the next " + days + " days",
                         "当日各风险级别的客户数。风险为未来 " + days + " 天内不出行的概率");
    note += s_.churn_calibrated ? w(".", "。")
                                : w(", not calibrated: an order, not a forecast.",
                                    "，未经校准：可排序，不宜当作预测。");
    open(title, note);
    out_ += band_chart(s_.bands, kNarrow, s_.language) + "</section>";
  }

  void points_card(const PointsPanel& panel) {
    const bool wide = many_months(panel.months);
    open(html(panel.title) + w(" by month", " 按月变动"),
         w("Points that became active, were spent and expired in each month; to the "
           "right, what will expire if nothing is spent. Pending points, and those taken "
           "back after a refund, are not counted.",
           "每月生效、使用和过期的积分；右侧为若不使用将会过期的积分。待生效积分和退款追回的积分不计入。"),
         wide);
    out_ += "<ul class=\"legend\"><li><i style=\"background:var(--accent)\"></i>" +
            w("issued", "发放") + "</li><li><i style=\"background:var(--warm)\"></i>" +
            w("spent", "使用") + "</li><li><i style=\"background:var(--grey)\"></i>" +
            w("expired", "已过期") + "</li><li><i class=\"dash\"></i>" +
            w("will expire", "将过期") + "</li></ul>";
    out_ += points_chart(panel, s_.as_of, wide ? kWide : kNarrow, s_.language);
    out_ += "</section>";
  }

  void tier_card() {
    if (s_.tiers.empty()) return;
    open(w("Tiers", "等级"), w("Customers by tier on this day.", "当日各等级的客户数。"));
    out_ += "<table><tr><th>" + w("ladder", "体系") + "</th><th>" + w("tier", "等级") +
            "</th><th class=\"number\">" + w("customers", "客户") + "</th></tr>";
    for (const TierCount& tier : s_.tiers) {
      out_ += "<tr><td>" + html(tier.ladder) + "</td><td>" +
              html(tier.level) + "</td><td class=\"number\">" +
              grouped(tier.customers) + "</td></tr>";
    }
    out_ += "</table></section>";
  }

  void action_card() {
    const std::string until = day_text(s_.as_of + 7);
    open(w("Actions due this week", "本周待办"),
         w("Open actions due by " + until + ", and the latest of those overdue.",
           "截至 " + until + " 到期的待办，以及最近逾期的。"), true);
    if (s_.actions.empty()) {
      out_ += "<p>" + w("None.", "无。") + "</p></section>";
      return;
    }
    out_ += "<div class=\"scroll\"><table><tr><th>" + w("due", "期限") + "</th><th>" +
            w("customer", "客户") + "</th><th>" + w("action", "事项") + "</th><th>" +
            w("reason", "原因") + "</th></tr>";
    for (const ActionRow& row : s_.actions) {
      out_ += "<tr><td" + std::string(row.overdue ? " class=\"late\"" : "") + ">" +
              day_text(row.due_day) + (row.overdue ? w(" overdue", " 逾期") : "") +
              "</td><td>" + html(row.customer) + "</td><td>" + html(row.action) +
              "</td><td>" + html(row.reason) + "</td></tr>";
    }
    out_ += "</table></div>";
    const std::int64_t rest = s_.actions_due + s_.actions_overdue -
                              static_cast<std::int64_t>(s_.actions.size());
    if (rest > 0) {
      out_ += "<p class=\"note\">" + w("and ", "另有 ") + grouped(rest) +
              w(" more: effects.csv, kind action.",
                " 项：见 effects.csv 中 kind 为 action 的行。") + "</p>";
    }
    out_ += "</section>";
  }

  void foot() {
    out_ += "<footer>" +
            w(grouped(s_.rows) + " rows read; " + grouped(s_.events) + " events = " +
                  grouped(s_.applied) + " applied + " + grouped(s_.duplicates) +
                  " duplicates + " + grouped(s_.refused) + " refused + " +
                  grouped(s_.rejected) + " left out + " + grouped(s_.later) +
                  " after the day.",
              "读入 " + grouped(s_.rows) + " 行；" + grouped(s_.events) + " 个事件 = " +
                  grouped(s_.applied) + " 已处理 + " + grouped(s_.duplicates) + " 重复 + " +
                  grouped(s_.refused) + " 拒绝 + " + grouped(s_.rejected) + " 剔除 + " +
                  grouped(s_.later) + " 晚于当日。") +
            "</footer></main></body></html>\n";
  }

  const Summary& s_;
  std::string out_;
};

}  // namespace

std::string summary_page(const Summary& summary) { return Page(summary).write(); }

}  // namespace patron::cli
