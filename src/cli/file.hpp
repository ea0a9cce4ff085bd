// SPDX-License-Identifier: Apache-2.0
// Files in and out. What is written stands beside its name until it is whole: a broken
// run leaves the old file.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace patron::cli {

// The whole file; false with a reason ("no such file").
bool read_file(const std::string& path, std::string& content, std::string& problem);
// The directory and those above it; false with a reason.
bool make_directory(const std::string& path, std::string& problem);

// A file under way: "DIR/.effects.csv.part" until `keep`, removed if never kept.
class OutputFile {
 public:
  OutputFile() = default;
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  bool open(const std::string& directory, const std::string& name, std::string& problem);
  void write(std::string_view text);
  // Flushes and closes; false if anything written was lost.
  bool close(std::string& problem);
  // Renames to the final name.
  bool keep(std::string& problem);
  bool is_open() const { return file_ != nullptr; }

 private:
  std::FILE* file_ = nullptr;
  bool failed_ = false;
  std::string part_, path_, pending_;
};

}  // namespace patron::cli
