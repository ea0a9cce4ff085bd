// SPDX-License-Identifier: Apache-2.0
// Hostile expressions. Two targets: any text, and programs that are generated with types
// in mind, so that most of them compile. Whatever comes in, the library answers: it
// compiles or says why, evaluates twice to the same, and the explaining walk over the
// tree and the evaluator over columns come to what the evaluator of rows came to.
// Anything else ends the process with the input.
//
//   patron_fuzz [--runs N] [--seed S] CORPUS...
//
// runs each line of the corpus, then N inputs made from them. LLVMFuzzerTestOneInput is
// there for libFuzzer, too (PATRON_LIBFUZZER leaves main out).
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "patron/expression.hpp"

namespace {

using patron::Expression;
using patron::Outcome;

constexpr const char* kSchema = R"s({"amount": "money(2)", "rate": "decimal(4)",
  "n": "int", "m": "int?", "x": "double", "ok": "bool", "s": "string", "note": "string?",
  "day": "date", "born": "date?", "tags": "list(string)",
  "tier": {"enum": ["silver", "gold"], "ordered": true},
  "share": {"keys": "string", "values": "decimal(2)", "rows": {"a": "1.50", "gold": "2"}},
  "zone": {"keys": "int", "values": "string", "rows": {"3": "near"}, "default": ""}})s";
constexpr const char* kBindings[] = {
    R"({"amount": "812.50", "rate": "0.1250", "n": 3, "m": -7, "x": 0.5, "ok": true,
        "s": "Łódź", "note": "", "day": "2026-02-28", "born": "2000-02-29",
        "tags": ["a", "bb", "a"], "tier": "gold"})",
    R"({"n": 0, "s": "", "tags": [], "m": null, "born": null, "ok": false})", "{}"};
constexpr patron::Instant kNow{1'782'000'000'000};

std::string last_input;
std::uint64_t compiled = 0;

[[noreturn]] void broken(const char* what) {
  std::fprintf(stderr, "patron_fuzz: %s, on:\n%s\n", what, last_input.c_str());
  std::abort();
}

void on_signal(int) {
  std::fprintf(stderr, "patron_fuzz: a crash, on:\n%s\n", last_input.c_str());
  std::_Exit(2);
}

// A cell without a value is null, not missing.
constexpr const char* kRows[] = {
    kBindings[0],
    R"({"amount": null, "rate": null, "n": 0, "m": null, "x": null, "ok": false, "s": "",
        "note": null, "day": null, "born": null, "tags": [], "tier": null})",
    R"({"amount": null, "rate": null, "n": null, "m": null, "x": null, "ok": null,
        "s": null, "note": null, "day": null, "born": null, "tags": null,
        "tier": null})"};

// These rows as columns: whole values in columns of their own kinds, or all that
// JSON writes as text as texts.
patron::Columns columns(bool as_texts) {
  using patron::ColumnType;
  patron::Columns out(3);
  const std::uint8_t first[] = {1}, two[] = {3}, odd[] = {1};
  const auto whole = [&](const char* name, ColumnType type,
                         std::vector<std::int64_t> values,
                         std::span<const std::uint8_t> valid, std::int32_t scale = 0) {
    if (!out.add(name, type, values, valid, scale).ok()) std::abort();
  };
  const auto texts = [&](const char* name, ColumnType type, std::string_view bytes,
                         std::vector<std::int64_t> ends,
                         std::span<const std::uint8_t> valid) {
    if (!out.add_texts(name, type, bytes, ends, valid).ok()) std::abort();
  };
  whole("n", ColumnType::int64, {3, 0, 0}, two);
  whole("m", ColumnType::int64, {-7, 0, 0}, first);
  whole("ok", ColumnType::boolean, {1, 0, 0}, two);
  const double x[] = {0.5, 0.0, 0.0};
  if (!out.add("x", x, first).ok()) std::abort();
  if (as_texts) {
    texts("amount", ColumnType::text, "812.50", {0, 6, 6, 6}, odd);
    texts("rate", ColumnType::text, "0.1250", {0, 6, 6, 6}, first);
    texts("day", ColumnType::text, "2026-02-28", {0, 10, 10, 10}, first);
    texts("born", ColumnType::text, "2000-02-29", {0, 10, 10, 10}, first);
  } else {
    whole("amount", ColumnType::decimal, {81250, 0, 0}, first, 2);
    whole("rate", ColumnType::decimal, {125, 0, 0}, first, 3);
    whole("day", ColumnType::date, {20512, 0, 0}, first);
    whole("born", ColumnType::date, {11016, 0, 0}, first);
  }
  texts("s", ColumnType::text, "Łódź", {0, 7, 7, 7}, two);
  texts("note", ColumnType::text, "", {0, 0, 0, 0}, first);
  texts("tier", ColumnType::text, "gold", {0, 4, 4, 4}, first);
  texts("tags", ColumnType::nested, R"(["a","bb","a"][])", {0, 14, 16, 16}, two);
  return out;
}

// What a row of the answers says, in the words of eval_json.
std::string told(const Expression::Answers& answers, std::size_t row) {
  const auto outcome = static_cast<Outcome>(answers.outcomes[row]);
  const std::string cells = answers.values.row_json(row);
  if (cells == "{}") return std::string(patron::name(outcome)) + " null";
  const std::size_t colon = cells.find(':');
  return std::string(patron::name(outcome)) + " " +
         cells.substr(colon + 1, cells.size() - colon - 2);
}

// What a row comes to; nothing if it cannot be evaluated.
std::string told(const Expression& expression, const char* json) {
  const auto found = expression.eval_json(json, kNow);
  if (!found.ok()) return "";
  // A cell that is a number holds these as they are; JSON has no words for them.
  const bool endless = found->json == "\"Infinity\"" || found->json == "\"-Infinity\"" ||
                       found->json == "\"NaN\"";
  const bool number = found->outcome == Outcome::value && expression.type() == "double";
  return std::string(patron::name(found->outcome)) + " " +
         (endless && number ? "null" : found->json);
}

void evaluate_columns(const Expression& expression, bool typed) {
  std::string rows[3];
  for (std::size_t row = 0; row < 3; ++row) {
    rows[row] = told(expression, kRows[row]);
    if (rows[row].empty()) return;
  }
  static const patron::Columns given[] = {columns(false), columns(true)};
  // Without types, what JSON writes as text is text.
  for (const patron::Columns& each : std::span(given).subspan(typed ? 0 : 1)) {
    const auto answers = expression.eval_columns(each, kNow);
    if (!answers.ok()) broken("it evaluates by row and not over columns");
    for (std::size_t row = 0; row < 3; ++row)
      if (told(*answers, row) != rows[row]) {
        std::fprintf(stderr, "row %zu: %s, by column: %s\n", row, rows[row].c_str(),
                     told(*answers, row).c_str());
        broken("columns come to something else");
      }
  }
}

void evaluate(const Expression& expression, bool typed) {
  for (const char* json : kBindings) {
    const auto first = expression.eval_json(json, kNow);
    const auto again = expression.eval_json(json, kNow);
    if (!first.ok() || !again.ok()) {
      if (first.ok() != again.ok()) broken("one evaluation fails, one does not");
      if (first.status().code() == patron::ErrorCode::internal) broken("internal error");
      continue;
    }
    if (first->outcome != again->outcome || first->json != again->json)
      broken("two evaluations differ");
    const auto tree = expression.explain(json, kNow);
    if (!tree.ok()) broken("it evaluates and cannot be explained");
    const auto outcome = tree->column("outcome");
    if (tree->rows() == 0 || tree->text(0, outcome) != patron::name(first->outcome))
      broken("the explanation comes to another outcome");
  }
  evaluate_columns(expression, typed);
}

void run(std::string_view schema, const std::string& text) {
  last_input = text;
  const auto expression = Expression::compile(schema, text);
  if (expression.ok()) {
    ++compiled;
    return evaluate(*expression, !schema.empty());
  }
  const patron::Status& status = expression.status();
  if (status.code() != patron::ErrorCode::expression &&
      status.code() != patron::ErrorCode::limit)
    broken("refused with a code of another kind");
  if (status.message().empty() || status.message("zh").empty())
    broken("refused without a word");
  patron::excerpt(text, status.place());
}

// Numbers from bytes, until they are used up; then zeros.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::uint32_t below(std::uint32_t n) { return n == 0 ? 0 : next() % n; }
  bool empty() const { return at_ >= size_; }

 private:
  std::uint32_t next() {
    std::uint32_t value = 0;
    for (int i = 0; i < 2; ++i) value = value << 8 | (at_ < size_ ? data_[at_++] : 0u);
    return value;
  }
  const std::uint8_t* data_;
  std::size_t size_, at_ = 0;
};

// A program of a type, from a grammar.
class Program {
 public:
  explicit Program(Bytes& bytes) : bytes_(bytes) {}
  std::string boolean(int depth) {
    const std::uint32_t choice =
        depth <= 0 || bytes_.empty() ? bytes_.below(3) : 3 + bytes_.below(14);
    switch (choice) {
      case 0:
        return "true";
      case 1:
        return "ok";
      case 2:
        return "has(note)";
      case 3:
        return pair(boolean(depth - 1), " && ", boolean(depth - 1));
      case 4:
        return pair(boolean(depth - 1), " || ", boolean(depth - 1));
      case 5:
        return "!(" + boolean(depth - 1) + ")";
      case 6:
        return pair(whole(depth - 1), comparison(), whole(depth - 1));
      case 7:
        return pair(text(depth - 1), comparison(), text(depth - 1));
      case 8:
        return pair("amount", comparison(), money());
      case 9:
        return pair("day", comparison(), "today");
      case 10:
        return "tier >= '" + std::string(bytes_.below(2) ? "gold" : "silver") + "'";
      case 11:
        return pair(text(depth - 1), " in ", "tags");
      case 12:
        return "tags.exists(t, t == " + text(depth - 1) + ")";
      case 13:
        return "tags.all(t, size(t) > " + whole(depth - 1) + ")";
      case 14:
        return text(depth - 1) + ".contains(" + text(depth - 1) + ")";
      case 15:
        return pair("rate", comparison(), "0.25");
      default:
        return "(" + boolean(depth - 1) + " ? " + boolean(depth - 1) + " : " +
               boolean(depth - 1) + ")";
    }
  }

 private:
  std::string whole(int depth) {
    const std::uint32_t choice =
        depth <= 0 || bytes_.empty() ? bytes_.below(3) : 3 + bytes_.below(7);
    constexpr const char* kNumbers[] = {
        "0", "1", "-1", "7", "9223372036854775807", "-9223372036854775807"};
    switch (choice) {
      case 0:
        return kNumbers[bytes_.below(6)];
      case 1:
        return "n";
      case 2:
        return "size(tags)";
      case 3:
        return pair(whole(depth - 1), arithmetic(), whole(depth - 1));
      case 4:
        return "size(" + text(depth - 1) + ")";
      case 5:
        return "-(" + whole(depth - 1) + ")";
      case 6:
        return "int(x)";
      case 7:
        return "tags.map(t, size(t))[" + whole(depth - 1) + "]";
      case 8:
        return "int(lookup('share', " + text(depth - 1) + "))";
      default:
        return "(" + boolean(depth - 1) + " ? " + whole(depth - 1) + " : " +
               whole(depth - 1) + ")";
    }
  }
  std::string text(int depth) {
    const std::uint32_t choice =
        depth <= 0 || bytes_.empty() ? bytes_.below(3) : 3 + bytes_.below(5);
    switch (choice) {
      case 0:
        return "s";
      case 1:
        return "'b'";
      case 2:
        return "'Łó'";
      case 3:
        return pair(text(depth - 1), " + ", text(depth - 1));
      case 4:
        return "string(" + whole(depth - 1) + ")";
      case 5:
        return text(depth - 1) + ".lowerAscii()";
      case 6:
        return "lookup('zone', " + whole(depth - 1) + ")";
      default:
        return "tags[" + whole(depth - 1) + "]";
    }
  }
  static std::string pair(const std::string& a, const std::string& op,
                          const std::string& b) {
    return "(" + a + op + b + ")";
  }
  std::string comparison() {
    constexpr const char* kAll[] = {" < ", " <= ", " == ", " != ", " >= ", " > "};
    return kAll[bytes_.below(6)];
  }
  std::string arithmetic() {
    constexpr const char* kAll[] = {" + ", " - ", " * ", " / ", " % "};
    return kAll[bytes_.below(5)];
  }
  std::string money() { return std::to_string(bytes_.below(2000)) + ".50"; }

  Bytes& bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      run(kSchema, text);
      break;
    case 1:
      run("", text);
      break;
    default: {
      Bytes bytes(data + 1, size - 1);
      run(kSchema, Program(bytes).boolean(5));
    }
  }
  return 0;
}

#ifndef PATRON_LIBFUZZER
namespace {

patron::base::Random numbers(1);  // The same inputs everywhere.
std::size_t below(std::size_t n) { return n == 0 ? 0 : numbers.index(n); }

constexpr std::string_view kWords[] = {"&&",
                                       "||",
                                       "==",
                                       "!=",
                                       "<=",
                                       "(",
                                       ")",
                                       "[",
                                       "]",
                                       "{",
                                       "}",
                                       "?",
                                       ":",
                                       ".",
                                       ",",
                                       "!",
                                       "-",
                                       "'",
                                       "\"",
                                       "\\",
                                       "r'",
                                       "b'",
                                       "'''",
                                       "0x",
                                       "1e309",
                                       "-9223372036854775808",
                                       "1u",
                                       "18446744073709551615u",
                                       "0.1",
                                       "true",
                                       "false",
                                       "null",
                                       " in ",
                                       "has(",
                                       "size(",
                                       "all(x,",
                                       "exists(",
                                       "map(x, ",
                                       "filter(x,",
                                       "optMap(",
                                       "matches('(a+)+$'",
                                       "now",
                                       "today",
                                       "tags",
                                       "amount",
                                       "rate",
                                       "tier",
                                       "s",
                                       "n",
                                       "m",
                                       "day",
                                       "duration('",
                                       "timestamp('",
                                       "date('2026-02-30')",
                                       ".format([",
                                       "%s",
                                       "string(",
                                       "int(",
                                       "double(",
                                       "type(",
                                       "cel.bind(x, ",
                                       "math.greatest(",
                                       "\xff",
                                       "Ł",
                                       "//",
                                       "\n"};

std::string mutated(const std::vector<std::string>& corpus) {
  std::string text = corpus[below(corpus.size())];
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        text.insert(at, kWords[below(std::size(kWords))]);
        break;
      case 1:
        text.erase(at, 1 + below(6));
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(numbers.next());
        break;
      case 3: {
        const std::string& other = corpus[below(corpus.size())];
        text.insert(at, other.substr(below(other.size() + 1), below(40)));
        break;
      }
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), below(30)));
        break;
      default:
        if (text.size() > 1) std::swap(text[below(text.size())], text[0]);
    }
    if (text.size() > 600) text.resize(600);
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 0;
  std::vector<std::string> corpus;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if ((word == "--runs" || word == "--seed") && i + 1 < argc) {
      const std::uint64_t number = std::strtoull(argv[++i], nullptr, 10);
      if (word == "--runs") runs = number;
      if (word == "--seed") numbers = patron::base::Random(number);
      continue;
    }
    std::ifstream file(argv[i]);
    if (!file) return std::fprintf(stderr, "patron_fuzz: no %s\n", argv[i]), 2;
    for (std::string line; std::getline(file, line);) corpus.push_back(line);
  }
  if (corpus.empty()) corpus.emplace_back("n > 1");
  for (const int sign : {SIGSEGV, SIGABRT, SIGFPE}) std::signal(sign, on_signal);
  const auto try_one = [](char target, const std::string& text) {
    const std::string input = target + text;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()),
                           input.size());
  };
  for (const std::string& line : corpus)
    for (const char target : {'\0', '\1', '\2'}) try_one(target, line);
  for (std::uint64_t i = 0; i < runs; ++i) {
    const auto target = static_cast<char>(below(3));
    std::string text;
    if (target < 2)
      text = mutated(corpus);
    else
      for (std::size_t n = 20 + below(200); n > 0; --n)
        text += static_cast<char>(numbers.next());
    try_one(target, text);
  }
  std::printf("%zu lines, %llu more, %llu compiled\n", corpus.size(),
              static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(compiled));
  return 0;
}
#endif
