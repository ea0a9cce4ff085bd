// SPDX-License-Identifier: Apache-2.0
// What comes in: files, their rows, the events the rows make, and the bad rows.
// Rows stay as they stood in the file, so that a bad one can be shown and set aside.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace patron::cli {

class Mapping;

struct File {
  std::string path, content;
  std::vector<std::string> header;          // Empty for NDJSON.
  std::shared_ptr<const Mapping> mapping;   // NULL: columns are attributes.
};

struct Row {
  std::uint32_t file = 0, line = 0;
  std::string_view text;
};

struct Event {
  std::string json, id, customer, occurred_at;
  std::int64_t instant = 0;  // To sort by; set by the run.
  std::uint32_t row = 0;
  std::int32_t mapped = -1;  // Which event of the mapping; -1 without one.
  bool survey = false;
};

struct Reject {
  std::uint32_t row = 0, line = 0, column = 0;  // Column 0: not known.
  std::string code, reason;
};

// How a cell is written into the event: the vocabulary knows integers and lists, a pack
// adds attributes of its own.
enum class CellKind : std::uint8_t { text, number, boolean, json, list };
class CellKinds {
 public:
  CellKinds();
  // The pack's own attributes, from its canonical JSON.
  void add_pack(std::string_view pack_json);
  CellKind of(std::string_view attribute) const;

 private:
  std::map<std::string, CellKind, std::less<>> kinds_;
};
// Appends a cell as JSON. False: a list or JSON cell that is not JSON.
bool append_cell(std::string& json, CellKind kind, std::string_view cell);

struct Input {
  std::deque<File> files;
  std::vector<Row> rows;
  std::vector<Event> events;
  std::vector<Reject> rejects;
  std::string program_from;  // Who joined before the program is told on its first day.
  std::uint64_t rows_without_event = 0;  // Left out by the mapping.

  const File& file_of(const Row& row) const { return files[row.file]; }
  std::uint32_t add_row(std::uint32_t line, std::string_view text);
  void reject(std::uint32_t row, std::uint32_t line, std::uint32_t column,
              std::string code, std::string reason);
};

// Appends the rows and events of one file. False only if the file as a whole cannot be
// used (`problem` says why); bad rows are rejects.
bool read_ndjson(Input& input, std::string& problem);
bool read_csv(Input& input, const CellKinds& kinds, bool customers, std::string& problem);
bool read_events_file(const std::string& path, std::shared_ptr<const Mapping> mapping,
                      const CellKinds& kinds, bool customers, Input& input,
                      std::string& problem);

// Where the value at a JSON pointer of an event stands in its file; column 0 if unknown.
struct Spot {
  std::uint32_t line = 0, column = 0;
};
Spot locate(const Input& input, const Event& event, std::string_view pointer);

}  // namespace patron::cli
