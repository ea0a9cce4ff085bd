// SPDX-License-Identifier: Apache-2.0
// Files become an engine in the order older versions, newest; a finding is traced back to
// its file by the version of the pack it stands in.
#include "cli/program.hpp"

#include <cstdio>
#include <utility>

#include <boost/json.hpp>

#include "cli/file.hpp"
#include "cli/output.hpp"

namespace patron::cli {
namespace {

struct PackFile {
  std::string path, content;
  std::string version, from;  // What it says of itself; "" if it cannot be read so far.
};

PackFile look_at(std::string path, std::string content) {
  PackFile file{std::move(path), std::move(content), {}, {}};
  boost::json::parse_options options;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  boost::system::error_code code;
  const auto value =
      boost::json::parse({file.content.data(), file.content.size()}, code, {}, options);
  if (code || !value.is_object()) return file;
  const auto text = [](const boost::json::object& object, std::string_view key) {
    const auto* found = object.if_contains({key.data(), key.size()});
    if (found == nullptr || !found->is_string()) return std::string();
    return std::string(found->as_string().data(), found->as_string().size());
  };
  file.version = text(value.as_object(), "version");
  const auto* effective = value.as_object().if_contains("effective");
  if (effective != nullptr && effective->is_object())
    file.from = text(effective->as_object(), "from");
  return file;
}

// Where the first day of "effective" stands in a canonical pack; npos: nowhere.
std::size_t first_day(const std::string& json) {
  constexpr std::string_view kKey = "\"effective\":{\"from\":\"";
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (depth == 1 && !quoted && json.compare(i, kKey.size(), kKey) == 0)
      return i + kKey.size();
    const char c = json[i];
    if (quoted && c == '\\') ++i;
    else if (c == '"') quoted = !quoted;
    else if (!quoted && (c == '{' || c == '[')) ++depth;
    else if (!quoted && (c == '}' || c == ']')) --depth;
  }
  return std::string::npos;
}

std::string file_of(const std::vector<PackFile>& files, const std::string& pack) {
  for (const PackFile& file : files) {
    const bool names_it = !file.version.empty() && pack.size() >= file.version.size() &&
                          pack.compare(pack.size() - file.version.size(),
                                       file.version.size(), file.version) == 0;
    if (names_it) return file.path;
  }
  return files.back().path;
}

Finding from_error(const patron_error* error, const std::string& file) {
  Finding finding{file, "error", {}, std::string(message(error)), {}, 0, 0};
  finding.code = patron_status_name(patron_error_status(error));
  finding.line = patron_error_line(error);
  finding.column = patron_error_column(error);
  return finding;
}

void add_rows(const patron_table* rows, const std::vector<PackFile>& files,
              std::vector<Finding>& findings) {
  for (std::size_t row = 0; row < patron_table_rows(rows); ++row) {
    Finding finding;
    finding.severity = cell_text(rows, row, "severity");
    finding.code = cell_text(rows, row, "code");
    finding.message = cell_text(rows, row, "message");
    finding.hint = cell_text(rows, row, "hint");
    finding.file = file_of(files, cell_text(rows, row, "pack"));
    finding.line = cell_int64(rows, row, "line");
    finding.column = cell_int64(rows, row, "column");
    findings.push_back(std::move(finding));
  }
}

void describe(const std::vector<PackFile>& files, Program& program) {
  std::size_t size = 0;
  const char* id = patron_engine_id(program.engine.get(), &size);
  program.title.assign(id, size);
  for (std::size_t i = 0; i < files.size(); ++i) {
    program.title += (i == 0 ? " " : ", ") + files[i].version;
    if (i == 0 || files[i].from < program.from) program.from = files[i].from;
  }
  const BufferHandle json(patron_buffer_create());
  if (patron_engine_pack_json(program.engine.get(), json.get(), nullptr) == PATRON_OK) {
    program.pack_json = text(json.get());
  }
}

}  // namespace

Program load_program(const Options& options, bool strict) {
  Program program;
  std::vector<PackFile> files;
  for (const auto* list : {&options.with, &options.packs}) {
    for (const std::string& path : *list) {
      std::string content;
      if (!read_file(path, content, program.problem)) return program;
      files.push_back(look_at(path, std::move(content)));
    }
  }
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const TableHandle rows(patron_table_create(options.language.c_str()));
  patron_engine* raw = nullptr;
  if (patron_engine_create(&raw, error.get()) != PATRON_OK) {
    program.problem = message(error.get());
    return program;
  }
  EngineHandle engine(raw);
  for (const PackFile& file : files) {
    const patron_status status = patron_engine_add_pack(
        engine.get(), file.content.data(), file.content.size(), error.get());
    if (status == PATRON_OK) continue;
    program.findings.push_back(from_error(error.get(), file.path));
  }
  if (!program.findings.empty()) return program;
  const patron_status status =
      patron_engine_freeze(engine.get(), strict ? 1 : 0, rows.get(), error.get());
  add_rows(rows.get(), files, program.findings);
  if (status != PATRON_OK) {
    if (program.findings.empty()) {
      program.findings.push_back(from_error(error.get(), files.back().path));
    }
    return program;
  }
  program.engine = std::move(engine);
  describe(files, program);
  return program;
}

bool bring_forward(Program& program, const std::string& from, std::string& problem) {
  PackFile file = look_at("", program.pack_json);
  const std::size_t at = first_day(file.content);
  if (at == std::string::npos || file.from.size() != from.size()) {
    problem = "internal error: the pack does not say since when it is in force";
    return false;
  }
  file.content.replace(at, from.size(), from);
  file.from = from;
  const ErrorHandle error(patron_error_create("en"));
  patron_engine* raw = nullptr;
  patron_status status = patron_engine_create(&raw, error.get());
  EngineHandle engine(raw);
  if (status == PATRON_OK)
    status = patron_engine_add_pack(engine.get(), file.content.data(),
                                    file.content.size(), error.get());
  if (status == PATRON_OK)
    status = patron_engine_freeze(engine.get(), 0, nullptr, error.get());
  if (status != PATRON_OK) {
    problem = "in force from " + from + " on: " + std::string(message(error.get()));
    return false;
  }
  Program made;
  made.engine = std::move(engine);
  describe({file}, made);
  program = std::move(made);
  return true;
}

std::string finding_text(const Finding& finding) {
  std::string out = finding.file;
  if (finding.line > 0) out += ':' + std::to_string(finding.line);
  if (finding.line > 0 && finding.column > 0) out += ':' + std::to_string(finding.column);
  out += ": " + finding.severity + ": " + finding.message;
  if (!finding.hint.empty()) out += "; " + finding.hint;
  return out + " [" + finding.code + ']';
}

bool report_program(const Program& program, bool quiet) {
  if (!program.problem.empty()) {
    std::fprintf(stderr, "patron: %s\n", program.problem.c_str());
    return false;
  }
  for (const Finding& finding : program.findings) {
    if (quiet && finding.severity != "error") continue;
    std::fprintf(stderr, "%s\n", finding_text(finding).c_str());
  }
  return program.engine != nullptr;
}

}  // namespace patron::cli
