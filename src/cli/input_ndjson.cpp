// SPDX-License-Identifier: Apache-2.0
// One JSON object a line. The line itself goes to the engine, digit for digit; it is read
// here only for what the run must know before: whose it is, when it happened, its id.
#include <array>

#include <boost/json.hpp>

#include "cli/input.hpp"
#include "cli/text.hpp"

namespace patron::cli {
namespace {

namespace js = boost::json;

// The text under a key; empty if there is none, or it is no text.
std::string_view text_of(const js::object& object, std::string_view key) {
  const js::value* value = object.if_contains({key.data(), key.size()});
  if (value == nullptr || !value->is_string()) return {};
  return {value->as_string().data(), value->as_string().size()};
}

struct LineReader {
  std::array<unsigned char, 16384> memory;

  // Empty if all is well, else the reason; `column` is where.
  std::string read(std::string_view line, Event& event, std::uint32_t& column) {
    const std::size_t bad = bad_utf8(line);
    if (bad != std::string_view::npos) {
      column = static_cast<std::uint32_t>(bad) + 1;
      return "not UTF-8";
    }
    js::monotonic_resource resource(memory.data(), memory.size());
    js::parser parser(&resource);
    boost::system::error_code code;
    const std::size_t used = parser.write_some(line.data(), line.size(), code);
    if (!code && line.find_first_not_of(" \t\r", used) != std::string_view::npos) {
      code = js::error::extra_data;
    }
    if (code) {
      column = static_cast<std::uint32_t>(used) + 1;
      return "not JSON: " + code.message();
    }
    const js::value value = parser.release();
    column = 1;
    if (!value.is_object()) return "a line must be one JSON object";
    const js::object& object = value.as_object();
    event.customer = text_of(object, "customer");
    event.id = text_of(object, "id");
    event.occurred_at = text_of(object, "occurred_at");
    event.survey = text_of(object, "type") == "survey";
    if (event.customer.empty()) return "no customer (a text)";
    return {};
  }
};

}  // namespace

bool read_ndjson(Input& input, std::string&) {
  std::string_view text = input.files.back().content;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  LineReader reader;
  std::uint32_t line_number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    const std::uint32_t row = input.add_row(line_number, line);
    Event event;
    std::uint32_t column = 0;
    std::string problem = reader.read(line, event, column);
    if (!problem.empty()) {
      input.reject(row, line_number, column, "event", std::move(problem));
      continue;
    }
    event.json = line;
    event.row = row;
    input.events.push_back(std::move(event));
  }
  return true;
}

}  // namespace patron::cli
