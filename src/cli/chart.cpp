// SPDX-License-Identifier: Apache-2.0
// Charts as inline SVG, coloured by the page's CSS. Scores are points with whiskers,
// never bars: a bar from an arbitrary zero would lie. Counts are bars from zero. Every
// mark has a <title> with its figures, and a score with too few answers is drawn hollow.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cli/summary.hpp"
#include "cli/text.hpp"
#include "cli/words.hpp"

namespace patron::cli {
namespace {

std::string px(double value) { return fixed(value, 1); }

std::string line(double x1, double y1, double x2, double y2, const char* kind) {
  return "<line class=\"" + std::string(kind) + "\" x1=\"" + px(x1) + "\" y1=\"" +
         px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\"/>";
}

std::string label(double x, double y, std::string_view text, const char* kind) {
  return "<text class=\"" + std::string(kind) + "\" x=\"" + px(x) + "\" y=\"" + px(y) +
         "\">" + html(text) + "</text>";
}

std::string bar(double x, double y, double width, double height, const char* kind,
                std::string_view title) {
  return "<rect class=\"" + std::string(kind) + "\" x=\"" + px(x) + "\" y=\"" + px(y) +
         "\" width=\"" + px(width) + "\" height=\"" + px(std::max(height, 0.0)) +
         "\" rx=\"2\"><title>" + html(title) + "</title></rect>";
}

std::string open_svg(double width, double height, std::string_view name) {
  return "<svg viewBox=\"0 0 " + px(width) + ' ' + px(height) + "\" role=\"img\" " +
         "aria-label=\"" + html(name) + "\">";
}

// A round step that gives about `count` lines over `span`: 1, 2 or 5 times a power of 10.
double round_step(double span, int count) {
  const double rough = std::max(span, 1e-9) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (rough <= times * power) return times * power;
  }
  return 10.0 * power;
}

struct Axis {
  double low = 0.0, high = 1.0, step = 1.0, top = 0.0, bottom = 0.0;
  double end() const { return high + step / 100.0; }  // Of a loop over the lines.
  double y(double value) const {
    return bottom - (value - low) / (high - low) * (bottom - top);
  }
};

// Months along the bottom: numbers, and the year below each January and the first.
std::string month_axis(int first, int last, double left, double slot, double y) {
  std::string out;
  const int every = slot < 22 ? 3 : 1;
  for (int month = first; month <= last; ++month) {
    const double x = left + (month - first + 0.5) * slot;
    if (month % every == 0) {
      out += label(x, y, std::to_string(month % 12 + 1), "tick mid");
    }
    if (month == first || month % 12 == 0) {
      out += label(x, y + 15, std::to_string(month / 12), "tick mid year");
    }
  }
  return out;
}

std::string score_text(const ScorePanel& panel, const MonthScore& month,
                       const std::string& language) {
  std::string text = month_label(month.month) + ": n " + grouped(month.score.n);
  if (month.score.n == 0) return text;
  text += ", " + fixed(month.score.value, 1) + " (" + fixed(month.score.low, 1) + " – " +
          fixed(month.score.high, 1) + ")";
  if (!month.score.enough) {
    text += std::string(words(language, ", insufficient: n below ", "，样本不足：n 小于 ")) +
            std::to_string(panel.min_n);
  }
  return text;
}

Axis score_axis(const ScorePanel& panel) {
  double low = panel.overall.low, high = panel.overall.high;
  for (const MonthScore& month : panel.months) {
    if (!month.score.enough) continue;
    low = std::min(low, month.score.low);
    high = std::max(high, month.score.high);
  }
  Axis axis;
  axis.step = round_step(std::max(high - low, (panel.most - panel.least) / 10), 4);
  axis.low = std::max(panel.least, std::floor(low / axis.step) * axis.step);
  axis.high = std::min(panel.most, std::ceil(high / axis.step) * axis.step);
  if (axis.high <= axis.low) axis.high = axis.low + axis.step;
  axis.top = 14;
  axis.bottom = 196;
  return axis;
}

std::string short_number(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return fixed(value / 1e6, size < 1e7 ? 1 : 0) + "M";
  if (size >= 1e4) return fixed(value / 1e3, 0) + "k";
  return grouped(static_cast<std::int64_t>(std::llround(value)));
}

}  // namespace

std::string month_label(int month_number) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02d", month_number / 12,
                month_number % 12 + 1);
  return out.data();
}

std::string score_chart(const ScorePanel& panel, double width,
                        const std::string& language) {
  if (panel.months.empty()) return {};
  const Axis axis = score_axis(panel);
  const double left = 44, right = width - 8;
  const int first = panel.months.front().month, last = panel.months.back().month;
  const double slot = std::min(110.0, (right - left) / (last - first + 1));
  std::string out = open_svg(width, 262, panel.title);
  for (double value = axis.low; value <= axis.end(); value += axis.step) {
    out += line(left, axis.y(value), right, axis.y(value), "grid");
    out += label(left - 8, axis.y(value) + 4, fixed(value, axis.step < 1 ? 1 : 0),
                 "tick end");
  }
  std::string path, marks;
  int drawn = -2;  // A line joins neighbouring months only.
  for (const MonthScore& month : panel.months) {
    const double x = left + (month.month - first + 0.5) * slot;
    const ScoreFigure& score = month.score;
    const double at = std::clamp(score.value, axis.low, axis.high);
    const std::string title =
        "<title>" + html(score_text(panel, month, language)) + "</title>";
    if (score.enough) {
      const bool goes_on = drawn == month.month - 1;
      path += (goes_on ? "L" : "M") + px(x) + ' ' + px(axis.y(at));
      marks += "<g>" + title +
               line(x, axis.y(score.low), x, axis.y(score.high), "whisker") +
               "<circle class=\"dot\" cx=\"" + px(x) + "\" cy=\"" + px(axis.y(at)) +
               "\" r=\"4.5\"/></g>";
      drawn = month.month;
    } else {
      marks += "<g>" + title + "<circle class=\"hollow\" cx=\"" + px(x) + "\" cy=\"" +
               px(axis.y(at)) + "\" r=\"4\"/></g>";
    }
    marks += label(x, 216, grouped(score.n), slot < 26 ? "n mid small" : "n mid");
  }
  out += "<path class=\"trend\" d=\"" + path + "\"/>" + marks;
  out += label(left - 8, 216, "n", "n end");
  out += month_axis(first, last, left, slot, 236);
  return out + "</svg>";
}

std::string band_chart(const std::vector<BandCount>& bands, double width,
                       const std::string& language) {
  std::int64_t most = 1, total = 0;
  for (const BandCount& band : bands) {
    most = std::max(most, band.customers);
    total += band.customers;
  }
  const double left = 116, right = width - 116, row = 36;
  std::string out = open_svg(width, row * static_cast<double>(bands.size()) + 6,
                             words(language, "Customers by churn band", "流失风险分级"));
  double y = 4;
  std::size_t index = 0, scored = 0;
  for (const BandCount& band : bands) scored += band.scored ? 1 : 0;
  for (const BandCount& band : bands) {
    const double share = total == 0 ? 0.0
        : 100.0 * static_cast<double>(band.customers) / static_cast<double>(total);
    const double reach = (right - left) * static_cast<double>(band.customers) /
                         static_cast<double>(most);
    const std::string figures = grouped(band.customers) + " · " + fixed(share, 1) + " %";
    // Four tones from calm to lost, whatever number of bands the pack has.
    const std::size_t tone = scored < 2 ? 0 : index * 3 / (scored - 1);
    const std::string kind =
        band.scored ? "band" + std::to_string(std::min<std::size_t>(tone, 3))
                    : "unscored";
    out += label(left - 12, y + 19, band.title, "name end");
    out += bar(left, y, std::max(reach, band.customers > 0 ? 2.0 : 0.0), row - 10,
               kind.c_str(), band.title + ": " + figures);
    out += label(left + reach + 8, y + 19, figures, "figure");
    y += row;
    ++index;
  }
  return out + "</svg>";
}

std::string points_chart(const PointsPanel& panel, std::int32_t as_of, double width,
                         const std::string& language) {
  if (panel.months.empty()) return {};
  const double unit = std::pow(10.0, panel.scale);
  double up = 0, down = 0;
  for (const PointsMonth& month : panel.months) {
    up = std::max(up, static_cast<double>(month.issued) / unit);
    const auto out_points =
        std::max<std::int64_t>(month.spent, 0) + month.expired + month.expiring;
    down = std::max(down, static_cast<double>(out_points) / unit);
  }
  Axis axis;
  axis.step = round_step(up + down, 5);
  axis.high = std::max(axis.step, std::ceil(up / axis.step) * axis.step);
  axis.low = -std::ceil(down / axis.step) * axis.step;
  axis.top = 14;
  axis.bottom = 226;
  const double left = 52, right = width - 8;
  const int first = panel.months.front().month, last = panel.months.back().month;
  const double slot = std::min(90.0, (right - left) / (last - first + 1));
  std::string out = open_svg(width, 270, panel.title);
  for (double value = axis.low; value <= axis.end(); value += axis.step) {
    const bool zero = std::abs(value) < axis.step / 100;
    out += line(left, axis.y(value), right, axis.y(value), zero ? "zero" : "grid");
    out += label(left - 8, axis.y(value) + 4, short_number(std::abs(value)), "tick end");
  }
  const auto now = year_month(as_of);
  const int today = now.year * 12 + now.month - 1;
  if (today >= first && today < last) {
    const double x = left + (today - first + 1) * slot;
    out += line(x, axis.top, x, axis.bottom, "now");
    out += label(x - 5, axis.top + 10, day_text(as_of), "tick end");
  }
  for (const PointsMonth& month : panel.months) {
    const double x = left + (month.month - first) * slot + slot * 0.15;
    const std::string name = month_label(month.month) + ' ';
    double below = axis.y(0);
    const auto draw = [&](std::int64_t points, bool upward, const char* kind,
                          std::string_view word) {
      if (points <= 0) return;
      const double height = axis.y(0) - axis.y(static_cast<double>(points) / unit);
      const std::string title =
          name + std::string(word) + ' ' + grouped(points, panel.scale);
      out += bar(x, upward ? axis.y(0) - height : below, slot * 0.7, height, kind,
                 title);
      if (!upward) below += height;
    };
    draw(month.issued, true, "issued", words(language, "issued", "发放"));
    draw(std::max<std::int64_t>(month.spent, 0), false, "spent",
         words(language, "spent", "使用"));
    draw(month.expired, false, "expired", words(language, "expired", "已过期"));
    draw(month.expiring, false, "expiring", words(language, "will expire", "将过期"));
  }
  out += month_axis(first, last, left, slot, 246);
  return out + "</svg>";
}

}  // namespace patron::cli
