// SPDX-License-Identifier: Apache-2.0
// A pack's text in its usual form. The author's lines stay: a member begins a line where
// it began one before, and where it would not fit. Indents, spaces, blank lines, trailing
// commas and over-long lines are set right; keys, their order and comments stay as they
// are. What was formatted is left as it is when formatted again.
#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "patron/pack.hpp"

namespace patron {
namespace {

constexpr std::size_t kWidth = 120;  // Characters.

std::size_t width(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text) out += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return out;
}

struct Comment {
  std::string_view text;
  bool blank = false;  // A blank line stands before it.
};

// A value with its key, if it has one, and the comments around it.
struct Item {
  std::vector<Comment> above;  // On lines of their own.
  std::string_view key, text;  // As written; `text` of a scalar.
  char open = 0;               // { or [
  bool blank = false;          // A blank line stands before it.
  bool begins_line = false;
  std::deque<Item> items;
  std::vector<std::string_view> beside;       // After the opening bracket, on its line.
  std::vector<Comment> below;                 // Before the closing bracket.
  std::vector<std::string_view> behind;       // After it, on its line.
};

// Reads what json::Document has found to be good.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // `end`: what stands behind the document.
  Item document(std::vector<Comment>& end) {
    Item root;
    root.above = comments();
    value(root);
    take_behind(root);
    end = comments();
    return root;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // To the next token; counts the lines begun on the way.
  void space() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++lines_;
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
    }
  }

  bool at_comment() const { return peek() == '/'; }

  std::string_view comment() {
    const std::size_t begin = at_;
    const bool block = text_[at_ + 1] == '*';
    const std::size_t end = block ? text_.find("*/", at_ + 2) + 2 : text_.find('\n', at_);
    at_ = std::min(end, text_.size());
    std::string_view out = text_.substr(begin, at_ - begin);
    while (out.back() == '\r' || out.back() == ' ' || out.back() == '\t')
      out.remove_suffix(1);
    lines_ = 0;
    return out;
  }

  // Those before the next token; `lines_` tells of the space after the last.
  std::vector<Comment> comments() {
    std::vector<Comment> out;
    for (space(); at_comment(); space()) {
      const bool blank = lines_ > 1;
      out.push_back({comment(), blank});
    }
    return out;
  }

  // Those on the line that the last token is on.
  void take_behind(Item& item) {
    lines_ = 0;
    for (space(); at_comment() && lines_ == 0; space())
      item.behind.push_back(comment());
  }

  void value(Item& item) {
    const char c = peek();
    if (c == '{' || c == '[') return container(item);
    const std::size_t begin = at_;
    if (c == '"') {
      for (++at_; peek() != '"'; ++at_) at_ += peek() == '\\';
      ++at_;
    } else {
      const std::size_t end = text_.find_first_of(" \t\r\n,:{}[]/\"", at_);
      at_ = std::min(end, text_.size());
    }
    item.text = text_.substr(begin, at_ - begin);
  }

  void container(Item& item) {
    item.open = peek();
    const char close = item.open == '{' ? '}' : ']';
    ++at_;
    lines_ = 0;
    for (space(); at_comment() && lines_ == 0; space()) item.beside.push_back(comment());
    if (!item.beside.empty()) lines_ = std::max<std::size_t>(lines_, 1);
    for (;;) {
      const bool begun = lines_ > 0;
      const bool apart = lines_ > 1;
      std::vector<Comment> above = comments();
      if (peek() == close) {
        ++at_;
        item.below = std::move(above);
        // {"a": 1 with its bracket closed on another line is broken as one opened so.
        if (begun && !item.items.empty()) item.items.front().begins_line = true;
        return;
      }
      Item& next = item.items.emplace_back();
      next.begins_line = begun || !above.empty();
      next.blank = above.empty() ? apart : lines_ > 1;
      next.above = std::move(above);
      member(next, item.open == '{');
      take_behind(next);
      if (peek() == ',') {
        ++at_;
        take_behind(next);
      }
    }
  }

  void member(Item& item, bool keyed) {
    if (keyed) {
      value(item);
      item.key = item.text;
      append(item.above, comments());
      ++at_;  // The colon.
      append(item.above, comments());
    }
    value(item);
  }

  static void append(std::vector<Comment>& out, std::vector<Comment> more) {
    out.insert(out.end(), more.begin(), more.end());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t lines_ = 0;  // Begun since the last token.
};

class Writer {
 public:
  std::string document(const Item& root, const std::vector<Comment>& end) {
    above(root.above, 0, true);
    value(root, 0);
    behind(root.behind);
    out_ += '\n';
    above(end, 0, false);
    return std::move(out_);
  }

 private:
  // On one line: no line of its own within, no comment.
  static bool flat(const Item& item) {
    if (!item.above.empty() || !item.behind.empty()) return false;
    return flat_inside(item);
  }
  static bool flat_inside(const Item& item) {
    if (!item.beside.empty() || !item.below.empty()) return false;
    for (const Item& each : item.items)
      if (each.begins_line || !flat(each)) return false;
    return true;
  }

  static void inline_value(const Item& item, std::string& out) {
    if (item.open == 0) {
      out += item.text;
      return;
    }
    out += item.open;
    for (const Item& each : item.items) {
      if (&each != &item.items.front()) out += ", ";
      if (!each.key.empty()) out.append(each.key).append(": ");
      inline_value(each, out);
    }
    out += item.open == '{' ? '}' : ']';
  }

  void indent(std::size_t depth) { out_.append(2 * depth, ' '); }
  std::size_t column() const {
    const std::size_t line = out_.rfind('\n');
    return width(std::string_view(out_).substr(line == std::string::npos ? 0 : line + 1));
  }

  void above(const std::vector<Comment>& comments, std::size_t depth, bool first) {
    for (const Comment& comment : comments) {
      if (comment.blank && !first) out_ += '\n';
      first = false;
      indent(depth);
      out_.append(comment.text) += '\n';
    }
  }
  void behind(const std::vector<std::string_view>& comments) {
    for (const std::string_view comment : comments) out_.append("  ").append(comment);
  }

  // `after`: what follows on the line, a comma or nothing.
  void value(const Item& item, std::size_t depth, std::size_t after = 0) {
    if (item.open == 0 || flat_inside(item)) {
      std::string line;
      inline_value(item, line);
      if (item.items.empty() || column() + width(line) + after <= kWidth) {
        out_ += line;
        return;
      }
    }
    out_ += item.open;
    behind(item.beside);
    out_ += '\n';
    for (const Item& each : item.items)
      member(each, item, depth + 1, &each == &item.items.back());
    if (!item.items.empty()) out_ += '\n';
    above(item.below, depth + 1, item.items.empty());
    indent(depth);
    out_ += item.open == '{' ? '}' : ']';
  }

  void member(const Item& item, const Item& parent, std::size_t depth, bool last) {
    const bool first = &item == &parent.items.front();
    std::string line(item.key);
    if (!line.empty()) line += ": ";
    bool fits = !first && !item.begins_line && flat(item) && !ended_;
    if (fits) {
      std::string whole = line;
      inline_value(item, whole);
      fits = column() + 1 + width(whole) + (last ? 0 : 1) <= kWidth;
    }
    if (fits) {
      out_ += ' ';
    } else {
      if (!first) out_ += '\n';
      above(item.above, depth, first);
      if (item.blank && !(first && item.above.empty())) out_ += '\n';
      indent(depth);
    }
    out_ += line;
    const std::size_t before = out_.size();
    value(item, depth, last ? 0 : 1);
    if (!last) out_ += ',';
    behind(item.behind);
    ended_ = !item.behind.empty() || out_.find('\n', before) != std::string::npos;
  }

  std::string out_;
  bool ended_ = false;  // Nothing more goes on this line.
};

}  // namespace

Result<std::string> pack_format(std::string_view text) {
  json::Options options;
  options.comments = true;
  options.code = ErrorCode::pack;
  const Result<json::Document> document = json::Document::parse(text, options);
  if (!document.ok()) return document.status();
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<Comment> end;
  const Item root = Reader(text).document(end);
  return Writer().document(root, end);
}

}  // namespace patron
