// SPDX-License-Identifier: Apache-2.0
// A row is never dropped in silence: it stands in rejects.csv with its reason, and the
// counts of the closing lines add up to the rows that were read.
#include "cli/report.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "cli/text.hpp"

namespace patron::cli {

int give_up(const std::string& problem) {
  std::fprintf(stderr, "patron: %s\n", problem.c_str());
  return kCouldNotSay;
}

std::string reject_text(const Input& input, const Reject& reject) {
  std::string out = input.file_of(input.rows[reject.row]).path;
  out += ':' + std::to_string(reject.line);
  if (reject.column > 0) out += ':' + std::to_string(reject.column);
  return out + ": " + reject.reason + " [" + reject.code + ']';
}

void print_rejects(const Input& input, std::size_t& next) {
  for (; next < input.rejects.size() && next < kRejectsPrinted; ++next) {
    std::fprintf(stderr, "%s\n", reject_text(input, input.rejects[next]).c_str());
  }
}

void write_rejects(const Input& input, OutputFile& file) {
  std::string out = "file,line,column,code,reason,row\n";
  std::vector<const Reject*> in_order;
  for (const Reject& reject : input.rejects) in_order.push_back(&reject);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const Reject* a, const Reject* b) { return a->row < b->row; });
  for (const Reject* each : in_order) {
    const Reject& reject = *each;
    const Row& row = input.rows[reject.row];
    append_csv(out, input.file_of(row).path);
    out += ',' + std::to_string(reject.line) + ',';
    if (reject.column > 0) out += std::to_string(reject.column);
    out += ',' + reject.code + ',';
    append_csv(out, reject.reason);
    out += ',';
    append_csv(out, as_utf8(row.text));
    out += '\n';
    file.write(out);
    out.clear();
  }
  file.write(out);
}

void write_refusals(const Input& input, const std::vector<Refusal>& refusals,
                    OutputFile& file) {
  std::string out = "file,line,customer,event,code,reason\n";
  for (const Refusal& refusal : refusals) {
    const Event& event = input.events[refusal.event];
    const Row& row = input.rows[event.row];
    append_csv(out, input.file_of(row).path);
    out += ',' + std::to_string(row.line) + ',';
    append_csv(out, event.customer);
    out += ',';
    append_csv(out, event.id);
    out += ',' + refusal.code + ',';
    append_csv(out, refusal.reason);
    out += '\n';
  }
  file.write(out);
}

std::string closing_report(const Program& program, const Summary& s,
                           std::uint64_t effects) {
  std::string out = program.title + ": " + grouped(s.rows) + " rows read";
  if (s.without_event > 0) {
    out += ", " + grouped(s.without_event) + " left out by the mapping";
  }
  out += ", " + grouped(s.events) + " events\n  = " + grouped(s.applied) + " applied + " +
         grouped(s.duplicates) + " duplicates + " + grouped(s.refused) + " refused + " +
         grouped(s.rejected) + " rejected";
  if (s.later > 0) out += " + " + grouped(s.later) + " after " + day_text(s.as_of);
  out += "\n  " + grouped(s.customers) + " customers, " +
         grouped(static_cast<std::int64_t>(effects)) + " effects\n";
  for (const auto& [rule, events] : s.undecided)
    out += "  undecided " + grouped(events) + " times: " + rule + "\n";
  if (s.rejected > static_cast<std::int64_t>(kRejectsPrinted)) {
    out += "  " + grouped(s.rejected - static_cast<std::int64_t>(kRejectsPrinted)) +
           " more rejected rows than shown: see rejects.csv\n";
  }
  return out;
}

}  // namespace patron::cli
