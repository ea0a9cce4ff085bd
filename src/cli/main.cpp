// SPDX-License-Identifier: Apache-2.0
// patron: the command. stdout is data, stderr is talk; the exit code is the answer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "cli/text.hpp"
#include "cli/verbs.hpp"
#include "patron.h"

namespace {

using patron::cli::Options;

int print_help(const Options& options) {
  const std::string page = patron::cli::help_page(options.topic);
  if (page.empty()) {
    const std::string near = patron::cli::nearest(options.topic, patron::cli::verbs());
    std::fprintf(stderr, "patron: unknown verb '%s'%s\n", options.topic.c_str(),
                 near.empty() ? "" : ("; did you mean '" + near + "'?").c_str());
    return patron::cli::kCouldNotSay;
  }
  std::fputs(page.c_str(), stdout);
  return patron::cli::kYes;
}

int print_version() {
  std::printf("patron %s\nzone rules %s\nsnapshot formats %u to %u\n",
              patron_version_text(), patron_zones_version(), patron_format_min(),
              patron_format_max());
  return patron::cli::kYes;
}

int dispatch(const std::vector<std::string>& arguments) {
  Options options;
  std::string problem;
  if (!patron::cli::parse_options(arguments, options, problem)) {
    std::fprintf(stderr, "patron: %s\n", problem.c_str());
    return patron::cli::kCouldNotSay;
  }
  if (options.verb == "help") return print_help(options);
  if (options.verb == "version") return print_version();
  if (options.verb == "check") return patron::cli::check(options);
  if (options.verb == "test") return patron::cli::test(options);
  if (options.verb == "fmt") return patron::cli::format(options);
  if (options.verb == "explain") return patron::cli::explain(options);
  if (options.verb == "eval") return patron::cli::eval(options);
  if (options.verb == "calendar") return patron::cli::calendar(options);
  if (options.verb == "match") return patron::cli::match(options);
  if (options.verb == "fit") return patron::cli::fit(options);
  if (options.verb == "backtest") return patron::cli::backtest(options);
  if (options.verb == "import") return patron::cli::import_tables(options);
  if (options.verb == "simulate") return patron::cli::simulate(options);
  if (options.verb == "liability") return patron::cli::liability(options);
  if (options.verb == "bench") return patron::cli::bench(options);
  if (options.verb == "journal") return patron::cli::journal(options);
  return patron::cli::run(options);
}

// A run makes and drops many values of a kilobyte: memory that went back to the system
// between them would have to be asked for again. What it will need comes at once and in
// large pages, where the system has them.
void keep_memory() {
#ifdef __GLIBC__
  constexpr std::size_t kAtOnce = std::size_t{256} << 20;
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // The most that it takes.
  mallopt(M_TOP_PAD, kAtOnce);
  void* volatile first = std::malloc(1 << 20);  // Now the heap ends that far away.
  std::free(first);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0)) & ~(kLargePage - 1);
  madvise(reinterpret_cast<void*>(end - kAtOnce + kLargePage), kAtOnce - kLargePage,
          MADV_HUGEPAGE);  // Advice: if it cannot be followed, nothing is lost.
#endif
}

}  // namespace

int main(int count, char** values) {
  keep_memory();
  try {
    return dispatch({values + 1, values + count});
  } catch (const std::exception& failure) {  // Out of memory, for the most part.
    std::fprintf(stderr, "patron: %s\n", failure.what());
    return patron::cli::kCouldNotSay;
  }
}
