// SPDX-License-Identifier: Apache-2.0
// One pass over the bytes; the grammar is that of the CEL language definition. Escapes of
// string literals stand for code points, those of bytes for octets.
#include "rules/lexer.hpp"

#include <array>
#include <optional>

namespace patron::rules {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

class Lexer {
 public:
  explicit Lexer(Tree& tree) : tree_(tree), text_(tree.source) {}

  Result<std::vector<Token>> run() {
    for (;;) {
      skip();
      if (at_ == text_.size()) break;
      if (!token()) return failure_;
    }
    add(TokenKind::end, at_);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
      } else if (c == '/' && peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  bool fail(std::size_t at, std::string message) {
    failure_ = tree_.error(static_cast<std::uint32_t>(at), std::move(message));
    return false;
  }

  void add(TokenKind kind, std::size_t begin) {
    out_.push_back({kind, static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(at_), text_.substr(begin, at_ - begin)});
  }

  bool token() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return string(at_, false, false);
    if (c == '`') return quoted_name();
    if (is_letter(c)) return word();
    return symbol();
  }

  bool symbol() {
    constexpr auto kPairs =
        std::to_array<std::string_view>({"&&", "||", "==", "!=", "<=", ">="});
    constexpr std::string_view kSingles = "()[]{}.,:?+-*/%!<>";
    const std::size_t begin = at_;
    for (const std::string_view pair : kPairs) {
      if (text_.substr(at_, 2) != pair) continue;
      at_ += 2;
      add(TokenKind::symbol, begin);
      return true;
    }
    if (kSingles.find(peek()) == std::string_view::npos) {
      const char c = peek();
      const std::string_view hint = c == '='   ? "; equality is =="
                                    : c == '&' ? "; and is &&"
                                    : c == '|' ? "; or is ||"
                                               : "";
      return fail(at_, "unexpected " + shown() + std::string(hint));
    }
    ++at_;
    add(TokenKind::symbol, begin);
    return true;
  }

  // The character here, for a message.
  std::string shown() const {
    const auto byte = static_cast<unsigned char>(peek());
    if (byte < 0x20 || byte == 0x7F) return "control character";
    const std::size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    return "\"" + std::string(text_.substr(at_, size)) + "\"";
  }

  bool word() {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    const std::string_view written = text_.substr(begin, at_ - begin);
    if (peek() == '\'' || peek() == '"') {
      const bool bytes = written[0] == 'b' || written[0] == 'B';
      const std::string_view rest = written.substr(bytes ? 1 : 0);
      const bool raw = rest == "r" || rest == "R";
      if (raw || (bytes && rest.empty())) return string(begin, bytes, raw);
    }
    add(TokenKind::name, begin);
    return true;
  }

  bool quoted_name() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '`' && text_[at_] != '\n') ++at_;
    if (peek() != '`') return fail(begin, "this quoted name has no end");
    ++at_;
    add(TokenKind::quoted_name, begin);
    out_.back().text = text_.substr(begin + 1, at_ - begin - 2);
    if (out_.back().text.empty()) return fail(begin, "an empty name");
    return true;
  }

  bool number() {
    const std::size_t begin = at_;
    TokenKind kind = TokenKind::integer;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      at_ += 2;
      if (hex_digit(peek()) < 0)
        return fail(begin, "expected hexadecimal digits after 0x");
      while (hex_digit(peek()) >= 0) ++at_;
    } else {
      digits();
      if (peek() == '.' && is_digit(peek(1))) {
        kind = TokenKind::number;
        ++at_;
        digits();
      }
      if (peek() == 'e' || peek() == 'E') {
        kind = TokenKind::number;
        ++at_;
        if (peek() == '+' || peek() == '-') ++at_;
        if (!is_digit(peek()))
          return fail(begin, "expected digits after the exponent's e");
        digits();
      }
    }
    if (kind == TokenKind::integer && (peek() == 'u' || peek() == 'U')) {
      kind = TokenKind::unsigned_integer;
      ++at_;
    }
    if (is_letter(peek()) || is_digit(peek())) {
      while (is_letter(peek()) || is_digit(peek())) ++at_;
      return fail(begin, "malformed number \"" +
                             std::string(text_.substr(begin, at_ - begin)) + "\"");
    }
    add(kind, begin);
    return true;
  }

  void digits() {
    while (is_digit(peek())) ++at_;
  }

  bool string(std::size_t begin, bool bytes, bool raw) {
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    at_ += triple ? 3 : 1;
    std::string decoded;
    for (;;) {
      if (at_ == text_.size() || (!triple && (peek() == '\n' || peek() == '\r'))) {
        return fail(begin, std::string("this ") + (bytes ? "bytes" : "string") +
                               " literal has no end");
      }
      if (peek() == quote && (!triple || (peek(1) == quote && peek(2) == quote))) break;
      if (raw || peek() != '\\') {
        decoded += text_[at_++];
      } else if (!escape(decoded, bytes)) {
        return false;
      }
    }
    at_ += triple ? 3 : 1;
    add(bytes ? TokenKind::bytes : TokenKind::string, begin);
    out_.back().text = tree_.keep(std::move(decoded));
    return true;
  }

  bool escape(std::string& out, bool bytes) {
    constexpr std::string_view kNames = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeans = "\a\b\f\n\r\t\v\\?\"'`";
    const std::size_t begin = at_++;
    const char c = peek();
    if (const std::size_t known = kNames.find(c);
        c != '\0' && known != std::string_view::npos) {
      out += kMeans[known];
      ++at_;
      return true;
    }
    std::optional<std::uint32_t> code;
    if (c == 'x' || c == 'X') {
      code = coded(1, 2, 16);
    } else if (c == 'u' && !bytes) {
      code = coded(1, 4, 16);
    } else if (c == 'U' && !bytes) {
      code = coded(1, 8, 16);
    } else if (c >= '0' && c <= '3') {
      code = coded(0, 3, 8);
    } else {
      return fail(begin, "unknown escape \"" + std::string(text_.substr(begin, 2)) +
                             "\"; a backslash is written \\\\");
    }
    if (!code) return fail(begin, "malformed escape");
    if (*code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF)) {
      return fail(begin, "this escape is no character");
    }
    if (bytes) {
      out += static_cast<char>(*code);
    } else {
      append_utf8(out, *code);
    }
    return true;
  }

  std::optional<std::uint32_t> coded(std::size_t skipped, int count, int base) {
    at_ += skipped;
    std::uint32_t code = 0;
    for (int i = 0; i < count; ++i) {
      const int digit = hex_digit(peek());
      if (digit < 0 || digit >= base) return std::nullopt;
      code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    return code;
  }

  Tree& tree_;
  const std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> out_;
  Status failure_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(Tree& tree) { return Lexer(tree).run(); }

}  // namespace patron::rules
