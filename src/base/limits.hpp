// SPDX-License-Identifier: Apache-2.0
// Every bound on input, in one place. Beyond them there is an error, not a slow answer.
#pragma once

#include <cstddef>
#include <cstdint>

namespace patron::limits {

inline constexpr std::size_t kPackBytes = 4u << 20;
inline constexpr std::size_t kPackDepth = 32;
inline constexpr std::size_t kPackEntries = 4096;  // Of one map of a pack.
inline constexpr std::size_t kEventBytes = 64u << 10;
inline constexpr std::size_t kEventDepth = 6;
inline constexpr std::size_t kEventLines = 256;
inline constexpr std::size_t kEventAnswers = 256;
inline constexpr std::size_t kIdBytes = 128;    // Ids of events, customers, bookings.
inline constexpr std::size_t kTextBytes =
    256;  // Of an attribute that sets no max_length.
inline constexpr std::size_t kEventsInOneCall = 100'000;
inline constexpr std::size_t kHistoryEntries = 4096;
inline constexpr std::size_t kExpressionBytes = 8u << 10;
inline constexpr std::size_t kExpressionDepth = 64;
inline constexpr std::size_t kExpressionNodes = 2048;
inline constexpr std::size_t kExpressionLoops = 8;  // Macros within macros.
inline constexpr std::size_t kExpressionList = 1024;     // Of a list or map literal.
inline constexpr std::size_t kExpressionPattern = 1024;  // Bytes of a regular expression.
// Of one evaluation:
inline constexpr std::size_t kExpressionIterations = 10'000;
inline constexpr std::size_t kExpressionMade = 4u << 20;   // Bytes of texts and lists.
inline constexpr std::size_t kExpressionWork = 2'000'000;  // Elements, or bytes / 16.
// What the fullest history can come to: as many events as are kept, each of full size.
inline constexpr std::size_t kSnapshotBytes = kHistoryEntries * kEventBytes + (64u << 20);
inline constexpr std::size_t kOpenTrips = 512;
inline constexpr std::size_t kOpenLots = 8192;
inline constexpr std::size_t kReservations = 64;  // Open at one time.
inline constexpr std::size_t kKeptTiers = 256;  // Held up against one late event.
inline constexpr std::size_t kUndecided = 16;
inline constexpr std::size_t kResponses = 64;  // Survey responses kept for the index.
inline constexpr std::size_t kGaps = 32;       // Gaps between trips kept for the cadence.
inline constexpr std::size_t kAnswers = 1u << 24;   // Rows of a statistic.
inline constexpr std::size_t kItems = 256;          // Columns of a statistic.
inline constexpr std::size_t kImportanceItems = 15;  // LMG looks at all 2^15 subsets.
inline constexpr std::size_t kTrendPoints = 4096;   // Sen's slope looks at all pairs.
inline constexpr std::size_t kGroups = 1u << 20;    // Cohorts, units to shrink.
inline constexpr std::size_t kCategories = 16;      // Of a polychoric table.
inline constexpr std::size_t kBootstrapDraws = 1'000'000'000;  // Rows x resamples.
inline constexpr std::size_t kPackVersions = 64;
inline constexpr std::size_t kCustomers = 100'000'000;  // Of a summary; trips of a log.
inline constexpr std::size_t kMatchPairs = 1u << 26;  // Of records that share a block.
inline constexpr std::size_t kFeatures = 256;         // Of a learned scorecard.
inline constexpr std::size_t kCovariates = 64;         // Of a model.
inline constexpr std::size_t kOpportunities = 100'000;   // Of a bg_bb or sbg customer.
inline constexpr std::int64_t kAdvanceDays = 400;  // Further needs far_ahead.
inline constexpr std::int32_t kFirstYear = 1900;
inline constexpr std::int32_t kLastYear = 2099;  // Of instants; dates go to 2199.

}  // namespace patron::limits
