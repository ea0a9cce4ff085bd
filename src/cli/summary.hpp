// SPDX-License-Identifier: Apache-2.0
// What the summary page shows, as plain data: filled by the run, drawn by the page, and
// testable without an engine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patron::cli {

// A score with its interval. `enough` is false below the least n that may be reported.
struct ScoreFigure {
  double value = 0.0, low = 0.0, high = 0.0;
  std::int64_t n = 0;
  bool enough = false;
};
struct MonthScore {
  int month = 0;  // year * 12 + month - 1
  ScoreFigure score;
};
struct ScorePanel {
  std::string title, kind;  // kind: "nps", "csat", "likert"
  double least = 0.0, most = 100.0;  // Of the scale.
  ScoreFigure overall;
  std::int64_t without_answer = 0;
  std::int64_t min_n = 5;
  std::vector<MonthScore> months;  // Rising; months without an answer are left out.
};

struct BandCount {
  std::string title;
  std::int64_t customers = 0;
  bool scored = true;
};

struct PointsMonth {
  int month = 0;
  std::int64_t issued = 0, spent = 0, expired = 0, expiring = 0;  // None negative.
};
struct PointsPanel {
  std::string title;
  int scale = 0;
  std::int64_t active = 0, pending = 0, debt = 0;
  std::vector<PointsMonth> months;
};

struct ActionRow {
  std::int32_t due_day = 0;
  std::string customer, action, reason;
  bool overdue = false;
};

struct TierCount {
  std::string ladder, level;
  std::int64_t customers = 0;
};

struct Summary {
  std::string program, versions, language = "en";
  std::int32_t as_of = 0;
  std::int64_t customers = 0, rows = 0, events = 0, applied = 0, duplicates = 0,
               refused = 0, rejected = 0, later = 0, without_event = 0;
  std::vector<ScorePanel> scores;
  std::vector<BandCount> bands;  // In the pack's order.
  int churn_horizon_days = 0;
  bool churn_calibrated = false;
  std::vector<PointsPanel> points;
  std::vector<TierCount> tiers;
  std::vector<ActionRow> actions;  // Due in the seven days after as_of, or overdue.
  std::int64_t actions_due = 0, actions_overdue = 0;  // All, also those not listed.
  // Rules that could not be decided, and for how many events.
  std::vector<std::pair<std::string, std::int64_t>> undecided;
};

// The page, one self-contained HTML text.
std::string summary_page(const Summary& summary);

// The charts, each an <svg> element, `width` units wide.
std::string score_chart(const ScorePanel& panel, double width,
                        const std::string& language);
std::string band_chart(const std::vector<BandCount>& bands, double width,
                       const std::string& language);
std::string points_chart(const PointsPanel& panel, std::int32_t as_of, double width,
                         const std::string& language);

}  // namespace patron::cli
