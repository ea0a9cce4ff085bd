// SPDX-License-Identifier: Apache-2.0
// The verbs of the command; each returns the exit code.
#pragma once

#include "cli/options.hpp"

namespace patron::cli {

int run(const Options& options);
int check(const Options& options);
int test(const Options& options);
int format(const Options& options);
int explain(const Options& options);
int eval(const Options& options);
int calendar(const Options& options);
int match(const Options& options);
int fit(const Options& options);
int backtest(const Options& options);
int import_tables(const Options& options);
int simulate(const Options& options);
int liability(const Options& options);
int journal(const Options& options);
int bench(const Options& options);

}  // namespace patron::cli
