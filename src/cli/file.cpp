// SPDX-License-Identifier: Apache-2.0
// Reads whole files in big blocks: what a row points to stays in memory, so that a bad
// row can be shown and set aside as it was. Writes gather 1 MiB before they go out.
#include "cli/file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace patron::cli {
namespace {

constexpr std::size_t kBlockBytes = 1u << 20;

std::string reason() { return std::strerror(errno); }

}  // namespace

bool read_file(const std::string& path, std::string& content, std::string& problem) {
  content.clear();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    problem = path + ": is a directory";
    return false;
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    problem = path + ": " + reason();
    return false;
  }
  const auto size = std::filesystem::file_size(path, ignored);
  if (!ignored) content.reserve(static_cast<std::size_t>(size));
  std::string block(kBlockBytes, '\0');
  std::size_t count = 0;
  while ((count = std::fread(block.data(), 1, block.size(), file)) > 0) {
    content.append(block.data(), count);
  }
  const bool good = std::ferror(file) == 0;
  if (!good) problem = path + ": " + reason();
  std::fclose(file);
  return good;
}

bool make_directory(const std::string& path, std::string& problem) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (std::filesystem::is_directory(path)) return true;
  problem = path + ": " + (code ? code.message() : "is not a directory");
  return false;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      failed_(other.failed_),
      part_(std::exchange(other.part_, {})),
      path_(std::move(other.path_)),
      pending_(std::move(other.pending_)) {}

OutputFile::~OutputFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!part_.empty()) std::remove(part_.c_str());
}

bool OutputFile::open(const std::string& directory, const std::string& name,
                      std::string& problem) {
  const std::filesystem::path folder(directory);
  path_ = (folder / name).string();
  part_ = (folder / ('.' + name + ".part")).string();
  file_ = std::fopen(part_.c_str(), "wb");
  if (file_ != nullptr) return true;
  problem = part_ + ": " + reason();
  part_.clear();
  return false;
}

void OutputFile::write(std::string_view text) {
  pending_ += text;
  if (pending_.size() < kBlockBytes) return;
  if (std::fwrite(pending_.data(), 1, pending_.size(), file_) != pending_.size()) {
    failed_ = true;
  }
  pending_.clear();
}

bool OutputFile::close(std::string& problem) {
  if (std::fwrite(pending_.data(), 1, pending_.size(), file_) != pending_.size()) {
    failed_ = true;
  }
  pending_.clear();
  const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
  if (!closed || failed_) problem = path_ + ": could not be written: " + reason();
  return closed && !failed_;
}

bool OutputFile::keep(std::string& problem) {
  if (part_.empty()) return true;  // Never opened.
  if (std::rename(part_.c_str(), path_.c_str()) != 0) {
    problem = path_ + ": " + reason();
    return false;
  }
  part_.clear();
  return true;
}

}  // namespace patron::cli
