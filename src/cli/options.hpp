// SPDX-License-Identifier: Apache-2.0
// The command line as data: which verb, which files, which switches.
#pragma once

#include <string>
#include <vector>

namespace patron::cli {

// Exit codes: 0 yes, 1 the answer is no, 2 could not say.
inline constexpr int kYes = 0;
inline constexpr int kNo = 1;
inline constexpr int kCouldNotSay = 2;

struct Options {
  std::string verb;
  std::vector<std::string> packs;   // PACK..., the expression of eval, a question.
  std::vector<std::string> with;    // Older versions of the program.
  std::vector<std::string> events;  // FILE...
  std::string customers, map, as_of, out, customer, filter, format;
  std::string bindings, schema, now;  // Of eval.
  std::string calendar, unit;         // Of calendar; the unit of fit and backtest, too.
  std::string columns, horizon, log_end, calibrate;  // Of fit and backtest.
  std::vector<std::string> days, models;
  std::string against, fail_if;       // Of simulate.
  std::string from, to;               // Of liability.
  std::string threshold, matching;    // Of match: a number, and options as JSON.
  std::string language = "en";
  std::string threads;  // Of run: a number; empty: as many as the machine has.
  std::string event;    // Of explain: its id.
  std::string repeat;   // Of bench: rounds.
  std::string topic;  // Of `help`.
  bool strict = false, quiet = false, explain = false, exit_status = false, learn = false,
       season = false, check = false, write = false, cost = false;
};

// False with one line for stderr: what is wrong and what was probably meant.
bool parse_options(const std::vector<std::string>& arguments, Options& options,
                   std::string& problem);

// The page of a verb, or the screen of all verbs for "". Empty for an unknown verb.
std::string help_page(const std::string& verb);
const std::vector<std::string>& verbs();

}  // namespace patron::cli
