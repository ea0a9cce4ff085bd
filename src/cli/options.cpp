// SPDX-License-Identifier: Apache-2.0
// GNU manners: options may follow arguments, "--x=value" and "--x value" are the same,
// "--" ends options. An option that takes files takes all words up to the next option.
#include "cli/options.hpp"

#include <algorithm>
#include <cstddef>

#include "cli/text.hpp"

namespace patron::cli {
namespace {

enum class Takes { nothing, one, many };

struct Option {
  std::string name, letter;
  Takes takes = Takes::nothing;
  std::vector<std::string> verbs;
  bool Options::* flag = nullptr;
  std::string Options::* word = nullptr;
  std::vector<std::string> Options::* words = nullptr;
};

// Verbs that replay a history; those of them that ask for a day.
const std::vector<std::string> kReplays = {"run",       "explain", "simulate",
                                           "liability", "journal", "bench"};
const std::vector<std::string> kDated = {"run",      "explain", "fit",
                                         "simulate", "journal", "bench"};

std::vector<std::string> replays_and(std::vector<std::string> more) {
  more.insert(more.end(), kReplays.begin(), kReplays.end());
  return more;
}

const std::vector<Option>& table() {
  using O = Options;
  static const std::vector<Option> options = {
      {"--with", "", Takes::many, replays_and({"check", "test"}), {}, {}, &O::with},
      {"--events", "", Takes::many, kReplays, {}, {}, &O::events},
      {"--against", "", Takes::one, {"simulate"}, {}, &O::against, {}},
      {"--fail-if", "", Takes::one, {"simulate"}, {}, &O::fail_if, {}},
      {"--customers", "", Takes::one, kReplays, {}, &O::customers, {}},
      {"--map", "", Takes::one, kReplays, {}, &O::map, {}},
      {"--as-of", "", Takes::one, kDated, {}, &O::as_of, {}},
      {"--as-of", "", Takes::many, {"backtest"}, {}, {}, &O::days},
      {"--from", "", Takes::one, {"liability"}, {}, &O::from, {}},
      {"--to", "", Takes::one, {"liability"}, {}, &O::to, {}},
      {"--log-end", "", Takes::one, {"backtest"}, {}, &O::log_end, {}},
      {"--horizon", "", Takes::one, {"backtest"}, {}, &O::horizon, {}},
      {"--models", "", Takes::many, {"fit", "backtest"}, {}, {}, &O::models},
      {"--columns", "", Takes::one, {"fit", "backtest"}, {}, &O::columns, {}},
      {"--calibrate", "", Takes::one, {"backtest"}, {}, &O::calibrate, {}},
      {"--season", "", Takes::nothing, {"fit", "backtest"}, &O::season, {}, {}},
      {"--out", "-o", Takes::one, {"run", "simulate"}, {}, &O::out, {}},
      {"--customer", "", Takes::one, {"explain"}, {}, &O::customer, {}},
      {"--event", "", Takes::one, {"explain"}, {}, &O::event, {}},
      {"--repeat", "", Takes::one, {"bench"}, {}, &O::repeat, {}},
      {"--cost", "", Takes::nothing, {"check"}, &O::cost, {}, {}},
      {"--threads", "", Takes::one, {"run"}, {}, &O::threads, {}},
      {"--filter", "", Takes::one, {"test"}, {}, &O::filter, {}},
      {"--format", "-f", Takes::one,
       {"run", "check", "explain", "match", "backtest", "simulate", "liability"}, {},
       &O::format, {}},
      {"--bindings", "", Takes::one, {"eval"}, {}, &O::bindings, {}},
      {"--schema", "", Takes::one, {"eval"}, {}, &O::schema, {}},
      {"--now", "", Takes::one, {"eval"}, {}, &O::now, {}},
      {"--explain", "", Takes::nothing, {"eval"}, &O::explain, {}, {}},
      {"--exit-status", "", Takes::nothing, {"eval"}, &O::exit_status, {}, {}},
      {"--calendar", "", Takes::one, {"calendar"}, {}, &O::calendar, {}},
      {"--unit", "", Takes::one, {"calendar", "fit", "backtest"}, {}, &O::unit, {}},
      {"--threshold", "", Takes::one, {"match"}, {}, &O::threshold, {}},
      {"--options", "", Takes::one, {"match"}, {}, &O::matching, {}},
      {"--learn", "", Takes::nothing, {"match"}, &O::learn, {}, {}},
      {"--language", "", Takes::one,
       {"run", "check", "test", "explain", "eval", "calendar", "match", "fit",
        "backtest", "simulate", "liability", "journal", "fmt", "bench"},
       {}, &O::language, {}},
      {"--check", "", Takes::nothing, {"fmt"}, &O::check, {}, {}},
      {"--write", "", Takes::nothing, {"fmt"}, &O::write, {}, {}},
      {"--strict", "", Takes::nothing, {"run", "check"}, &O::strict, {}, {}},
      {"--quiet", "-q", Takes::nothing,
       {"run", "check", "test", "explain", "eval", "simulate", "liability", "journal",
        "bench"},
       &O::quiet, {}, {}},
  };
  return options;
}

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string suggestion(const std::string& word, const std::vector<std::string>& names) {
  const std::string near = nearest(word, names);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

const Option* find(const std::string& name, const std::string& verb) {
  for (const Option& option : table()) {
    const bool letter = !option.letter.empty() && name == option.letter;
    if ((letter || name == option.name) && has(option.verbs, verb)) return &option;
  }
  return nullptr;
}

std::string unknown_option(const std::string& name, const std::string& verb) {
  std::vector<std::string> names;
  for (const Option& option : table()) {
    if (has(option.verbs, verb)) names.push_back(option.name);
  }
  return "unknown option '" + name + "' of " + verb + suggestion(name, names);
}

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

// Reads the option at `at` with its values; leaves `at` on the last word it used.
bool take(const std::vector<std::string>& words, std::size_t& at, Options& options,
          std::string& problem) {
  std::string name = words[at], value;
  const std::size_t equals = name.find('=');
  const bool joined = equals != std::string::npos && name.rfind("--", 0) == 0;
  if (joined) {
    value = name.substr(equals + 1);
    name.resize(equals);
  }
  const Option* option = find(name, options.verb);
  if (option == nullptr) {
    problem = unknown_option(name, options.verb);
    return false;
  }
  if (option->takes == Takes::nothing) {
    if (joined) {
      problem = name + " takes no value";
      return false;
    }
    options.*(option->flag) = true;
    return true;
  }
  const std::size_t before = at;
  if (option->takes == Takes::one) {
    if (!joined && at + 1 < words.size()) value = words[++at];
    options.*(option->word) = value;
  } else if (joined) {
    (options.*(option->words)).push_back(value);
  } else {
    while (at + 1 < words.size() && !is_option(words[at + 1])) {
      (options.*(option->words)).push_back(words[++at]);
    }
  }
  if (!joined && at == before) {
    problem = name + " needs a value";
    return false;
  }
  return true;
}

bool require(bool given, const char* what, const Options& options, std::string& problem) {
  if (given) return true;
  problem = options.verb + " needs " + what + " (patron help " + options.verb + ")";
  return false;
}

// Or nothing at all.
bool number_between(const std::string& text, int least, int most) {
  if (text.empty()) return true;
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || text.size() > 2) return false;
  return std::stoi(text) >= least && std::stoi(text) <= most;
}

bool complete(const Options& options, std::string& problem) {
  const std::string& verb = options.verb;
  if (verb == "version" || verb == "help") return true;
  const char* subject = verb == "eval"       ? "an EXPRESSION"
                        : verb == "calendar" ? "a question"
                        : verb == "match"    ? "a FILE of customers"
                        : verb == "import"   ? "a FILE with decision tables"
                        : verb == "fit" || verb == "backtest" ? "a LOG of trips"
                                             : "a PACK";
  if (!require(!options.packs.empty(), subject, options, problem)) return false;
  if (verb == "eval" && options.packs.size() > 1) {
    problem = "eval takes one EXPRESSION, found also '" + options.packs[1] +
              "' (quote it; values go to --bindings)";
    return false;
  }
  const bool many = verb == "check" || verb == "fmt" || verb == "calendar";
  if (!many && options.packs.size() > 1) {
    problem = verb + " takes one PACK, found also '" + options.packs[1] +
              "' (older versions go to --with, events to --events)";
    return false;
  }
  if (options.language != "en" && options.language != "zh") {
    problem = "--language is en or zh, found '" + options.language + "'";
    return false;
  }
  if (has(kReplays, verb)) {
    const bool given = !options.events.empty();
    if (!require(given, "--events FILE", options, problem)) return false;
  }
  if (verb == "run") {
    if (!require(!options.as_of.empty(), "--as-of DATE", options, problem)) return false;
    if (!require(!options.out.empty(), "--out DIR", options, problem)) return false;
  }
  if (verb == "simulate" &&
      !require(!options.against.empty(), "--against PACK", options, problem))
    return false;
  if (verb == "liability" &&
      !require(!options.from.empty() && !options.to.empty(), "--from DATE --to DATE",
               options, problem))
    return false;
  for (const auto& [name, day] :
       {std::pair{"--from", &options.from}, {"--to", &options.to}})
    if (!day->empty() && !parse_day(*day)) {
      problem = std::string(name) + " is a day like 2026-06-30, found '" + *day + "'";
      return false;
    }
  if ((verb == "fit" || verb == "simulate" || verb == "journal") &&
      !require(!options.as_of.empty(), "--as-of DATE", options, problem))
    return false;
  if (verb == "backtest") {
    if (!require(!options.days.empty(), "--as-of DATE...", options, problem))
      return false;
    if (!require(!options.log_end.empty(), "--log-end DATE", options, problem))
      return false;
  }
  if (verb == "explain" &&
      !require(!options.customer.empty(), "--customer ID", options, problem)) {
    return false;
  }
  if (!options.as_of.empty() && !parse_day(options.as_of)) {
    problem = "--as-of is a day like 2026-06-30, found '" + options.as_of + "'";
    return false;
  }
  if (!number_between(options.repeat, 1, 99)) {
    problem = "--repeat is a number from 1 to 99, found '" + options.repeat + "'";
    return false;
  }
  if (!number_between(options.threads, 1, 64)) {
    problem = "--threads is a number from 1 to 64, found '" + options.threads + "'";
    return false;
  }
  const std::vector<std::string> formats =
      verb == "run"     ? std::vector<std::string>{"", "both", "ndjson", "csv"}
      : verb == "match" ? std::vector<std::string>{"", "csv", "ndjson"}
      : verb == "liability"
          ? std::vector<std::string>{"", "text", "csv", "ndjson"}
      : verb == "backtest" || verb == "simulate"
          ? std::vector<std::string>{"", "text", "csv"}
                        : std::vector<std::string>{"", "text", "ndjson"};
  if (!has(formats, options.format)) {
    problem = "--format of " + verb + " is " + formats[1] + ", " + formats[2] +
              (formats.size() > 3 ? " or " + formats[3] : "") + ", found '" +
              options.format + "'";
    return false;
  }
  return true;
}

}  // namespace

bool parse_options(const std::vector<std::string>& arguments, Options& options,
                   std::string& problem) {
  if (arguments.empty() || arguments[0] == "-h" || arguments[0] == "--help") {
    options.verb = "help";
    return true;
  }
  options.verb = arguments[0];
  if (options.verb == "-V" || options.verb == "--version") options.verb = "version";
  if (!has(verbs(), options.verb)) {
    problem = "unknown verb '" + options.verb + "'" + suggestion(options.verb, verbs());
    return false;
  }
  bool options_end = false;
  for (std::size_t at = 1; at < arguments.size(); ++at) {
    const std::string& word = arguments[at];
    if (!options_end && (word == "-h" || word == "--help")) {
      options.topic = options.verb;
      options.verb = "help";
      return true;
    }
    if (!options_end && word == "--") {
      options_end = true;
    } else if (!options_end && is_option(word)) {
      if (!take(arguments, at, options, problem)) return false;
    } else if (options.verb == "help") {
      options.topic = word;
    } else {
      options.packs.push_back(word);
    }
  }
  return complete(options, problem);
}

}  // namespace patron::cli
