// SPDX-License-Identifier: Apache-2.0
// fmt: packs in their usual form; to stdout, in place, or only compared.
#include <cstdio>
#include <string>

#include "cli/file.hpp"
#include "cli/handles.hpp"
#include "cli/verbs.hpp"

namespace patron::cli {
namespace {

// The formatted text of a file, and the one it has; false if there is none, said so.
bool formatted(const std::string& path, patron_error* error, patron_buffer* buffer,
               std::string& before, std::string& after) {
  std::string problem;
  if (!read_file(path, before, problem)) {
    std::fprintf(stderr, "patron: %s\n", problem.c_str());
    return false;
  }
  if (patron_pack_format(before.data(), before.size(), buffer, error) != PATRON_OK) {
    const std::string place =
        patron_error_line(error) > 0
            ? ':' + std::to_string(patron_error_line(error)) + ':' +
                  std::to_string(patron_error_column(error))
            : "";
    std::fprintf(stderr, "%s%s: error: %s\n", path.c_str(), place.c_str(),
                 patron_error_message(error, nullptr));
    return false;
  }
  after = text(buffer);
  return true;
}

bool replace(const std::string& path, const std::string& text) {
  const std::size_t slash = path.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  OutputFile file;
  std::string problem;
  bool done = file.open(directory, path.substr(slash + 1), problem);
  if (done) {
    file.write(text);
    done = file.close(problem) && file.keep(problem);
  }
  if (!done) std::fprintf(stderr, "patron: %s\n", problem.c_str());
  return done;
}

}  // namespace

int format(const Options& options) {
  const ErrorHandle error(patron_error_create(options.language.c_str()));
  const BufferHandle buffer(patron_buffer_create());
  int answer = kYes;
  for (const std::string& path : options.packs) {
    std::string before, after;
    if (!formatted(path, error.get(), buffer.get(), before, after)) {
      answer = kCouldNotSay;
      continue;
    }
    if (!options.check && !options.write) {
      std::fwrite(after.data(), 1, after.size(), stdout);
      continue;
    }
    if (before == after) continue;
    std::printf("%s\n", path.c_str());
    if (options.write && !replace(path, after)) answer = kCouldNotSay;
    if (options.check && answer == kYes) answer = kNo;
  }
  return answer;
}

}  // namespace patron::cli
