// SPDX-License-Identifier: Apache-2.0
// What the verbs cost on the sample agency, through the public C++ face only. The whole
// command is timed by bench.py, which also turns these figures into one table.
//
//   patron_bench PACK EVENTS.ndjson [options of Google Benchmark]
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "patron/engine.hpp"
#include "patron/identity.hpp"

namespace {

using patron::Effects;
using patron::Engine;
using patron::Instant;
using patron::Member;

struct Customer {
  std::string id;
  std::vector<std::string> events;  // JSON, as they arrived.
};

struct Data {
  Engine engine;
  std::vector<Customer> customers;
  std::size_t events = 0;
  std::vector<Member> members;  // After all events.
};

std::string read_file(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

// The value of `"customer":"..."`; the generator writes no escapes there.
std::string_view customer_of(std::string_view line) {
  constexpr std::string_view kKey = "\"customer\":\"";
  const std::size_t at = line.find(kKey);
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + kKey.size();
  return line.substr(start, line.find('"', start) - start);
}

std::vector<Customer> by_customer(std::string_view text, std::size_t& events) {
  std::map<std::string, Customer, std::less<>> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    Customer& customer = found[std::string(customer_of(line))];
    customer.events.emplace_back(line);
    ++events;
  }
  std::vector<Customer> customers;
  for (auto& [id, customer] : found) {
    customer.id = id;
    customers.push_back(std::move(customer));
  }
  return customers;
}

// Refusals are ordinary answers; anything else is counted and shown.
void apply_all(const Data& data, const Customer& customer, Member& member,
               Effects& effects, std::size_t& failed) {
  for (const std::string& event : customer.events) {
    const patron::Status status = data.engine.apply(member, event, effects);
    if (!status.ok() && !patron::refused(status.code())) ++failed;
  }
}

// `copies` agencies, held in memory at once: what an event costs must not depend on it.
void apply(benchmark::State& state, const Data& data) {
  const auto copies = static_cast<std::size_t>(state.range(0));
  std::size_t failed = 0;
  for (auto _ : state) {
    std::vector<Member> members;
    members.reserve(copies * data.customers.size());
    Effects effects;
    for (std::size_t copy = 0; copy < copies; ++copy) {
      for (const Customer& customer : data.customers) {
        members.emplace_back(data.engine, customer.id);
        apply_all(data, customer, members.back(), effects, failed);
      }
    }
    benchmark::DoNotOptimize(members.data());
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(copies * data.events));
  state.counters["failed"] = static_cast<double>(failed);
}

// The path of a host with a database: load, one event, effects as JSON, save.
void load_apply_save(benchmark::State& state, const Data& data) {
  std::vector<std::pair<std::string, const Customer*>> saved;
  Effects effects;
  for (const Customer& customer : data.customers) {
    Member member(data.engine, customer.id);
    for (std::size_t at = 0; at + 1 < customer.events.size(); ++at) {
      (void)data.engine.apply(member, customer.events[at], effects).ok();
    }
    saved.emplace_back(member.save(), &customer);
  }
  std::size_t at = 0;
  for (auto _ : state) {
    const auto& [snapshot, customer] = saved[at++ % saved.size()];
    Member member(data.engine);
    bool ok = member.load(snapshot).ok();
    ok = data.engine.apply(member, customer->events.back(), effects).ok() && ok;
    benchmark::DoNotOptimize(effects.table().json());
    benchmark::DoNotOptimize(member.save());
    benchmark::DoNotOptimize(ok);
  }
  state.SetItemsProcessed(state.iterations());
}

void assess(benchmark::State& state, const Data& data) {
  std::size_t at = 0;
  for (auto _ : state) {
    const Member& member = data.members[at++ % data.members.size()];
    benchmark::DoNotOptimize(data.engine.assess(member, member.watermark()).ok());
  }
  state.SetItemsProcessed(state.iterations());
}

// 50 earn rules, 10 caps, 4 tiers.
std::string loyalty_pack() {
  std::string rules, caps;
  for (int i = 0; i < 50; ++i) {
    const std::string n = std::to_string(i);
    rules +=
        std::string(i > 0 ? ", " : "") + "\"r" + n +
        R"(": {"on": "review", "currency": "miles", "points": 1,
               "when": "event.rating == )" +
        n + R"( || metrics.reviews > 9000", "tags": ["t)" + std::to_string(i % 10) +
        "\"]}";
  }
  for (int i = 0; i < 10; ++i)
    caps += std::string(i > 0 ? ", " : "") + "\"c" + std::to_string(i) +
            R"(": {"rules": ["#t)" + std::to_string(i) +
            R"("], "points": 100000, "window": "this month"})";
  return R"({"patron": 1, "id": "many", "version": "1", "timezone": "UTC",
    "currency": "CNY", "effective": {"from": "2020-01-01"},
    "metrics": {"reviews": {"aggregate": "count", "on": "review", "window": "this year"}},
    "points": {"currencies": {"miles": {
      "expiry": {"kind": "rolling", "after": "99 years"}}},
    "earn": {)" +
         rules + R"(}, "caps": {)" + caps + R"(}, "tiers": {"club": {"levels": [
      {"id": "a"}, {"id": "b", "reach": {"reviews": 1000}},
      {"id": "c", "reach": {"reviews": 2000}},
      {"id": "d", "reach": {"reviews": 3000}}]}}}})";
}

// One event for a member with 1,000 open lots, of whom so many were opened and spent
// before: neither they nor their events may make it dearer.
void loyalty(benchmark::State& state, const Data&) {
  const auto engine = Engine::compile(loyalty_pack());
  if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
  Effects effects;
  Member base(*engine, "C1");
  std::size_t failed = 0;
  // A second apart, so that none is late.
  int second = 0;
  const auto give = [&](int points) {
    char at[32];
    std::snprintf(at, sizeof at, "2024-01-01T%02d:%02d:%02dZ", second / 3600,
                  second / 60 % 60, second % 60);
    const std::string event = R"({"id": "g)" + std::to_string(second++) +
                              R"(", "type": "points_adjusted", "points": )" +
                              std::to_string(points) + R"(, "occurred_at": ")" + at +
                              "\"}";
    failed += engine->apply(base, event, effects).ok() ? 0 : 1;
  };
  for (std::int64_t i = 0; i < state.range(0); ++i) give(10);
  if (state.range(0) > 0) give(static_cast<int>(-10 * state.range(0)));
  for (int i = 0; i < 1000; ++i) give(10);
  constexpr int kEvents = 50;
  for (auto _ : state) {
    state.PauseTiming();
    Member member = base;
    // A copy has no room to grow; a member that lives has.
    const char* first = R"({"id": "w", "type": "contact", "occurred_at": "2025-12-31"})";
    failed += engine->apply(member, first, effects).ok() ? 0 : 1;
    state.ResumeTiming();
    for (int i = 0; i < kEvents; ++i) {
      const std::string n = std::to_string(i);
      // In order of time: at one instant the order is that of ids.
      const std::string minute = n.size() < 2 ? "0" + n : n;
      const std::string event =
          R"({"id": "e)" + n + R"(", "type": "review", "rating": )" + n +
          R"(, "occurred_at": "2026-01-01T10:)" + minute + ":00Z\"}";
      failed += engine->apply(member, event, effects).ok() && effects.size() == 1 ? 0 : 1;
    }
  }
  state.SetItemsProcessed(state.iterations() * kEvents);
  state.counters["failed"] = static_cast<double>(failed);
}

// Idle members: their next due instant lies ahead, and the header says so.
void advance_idle(benchmark::State& state, const Data& data) {
  std::vector<Member> members = data.members;
  Effects effects;
  for (auto _ : state) {
    for (Member& member : members) {
      const Instant now = member.watermark();
      benchmark::DoNotOptimize(data.engine.advance(member, now, effects).ok());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(members.size()));
}

// No time: what a member takes when saved, whole and head alone.
void bytes(benchmark::State& state, const Data& data) {
  std::size_t whole = 0, head = 0;
  std::string part;
  for (auto _ : state) {
    whole = head = 0;
    for (const Member& member : data.members) {
      whole += member.save().size();
      member.save(patron::Part::head, 0, part);
      head += part.size();
    }
  }
  const auto count = static_cast<double>(data.members.size());
  state.counters["bytes_whole"] = static_cast<double>(whole) / count;
  state.counters["bytes_head"] = static_cast<double>(head) / count;
  state.counters["events_each"] = static_cast<double>(data.events) / count;
}

// A million customers of whom one in twenty stands twice, with a slip in the name and
// half of them with another phone: names of four syllables, telephones, birthdays.
struct Records {
  std::vector<std::string> names, phones, birthdays;
};

Records made_records(std::size_t count) {
  constexpr const char* kSyllables[] = {
      "wang", "li",  "zhang", "liu", "chen", "yang", "zhao", "hua", "wu",  "zhou",
      "xu",   "sun", "ma",    "zhu", "hu",   "guo",  "he",   "lin", "gao", "luo"};
  Records made;
  std::uint64_t state = 1;
  const auto below = [&state](std::uint64_t most) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % most;
  };
  const auto two = [&](std::uint64_t number) {
    return std::to_string(100 + number).substr(1);
  };
  while (made.names.size() < count) {
    if (!made.names.empty() && below(20) == 0) {
      std::string name = made.names.back();
      std::swap(name[name.size() - 1], name[name.size() - 2]);
      made.names.push_back(name);
      made.phones.push_back(below(2) == 0 ? "" : made.phones.back());
      made.birthdays.push_back(made.birthdays.back());
      continue;
    }
    made.names.push_back(kSyllables[below(20)] + std::string(" ") +
                         kSyllables[below(20)] + kSyllables[below(20)] +
                         kSyllables[below(20)]);
    made.phones.push_back("139" + std::to_string(10'000'000 + below(90'000'000)));
    made.birthdays.push_back(std::to_string(1940 + below(65)) + '-' + two(1 + below(12)) +
                             '-' + two(1 + below(28)));
  }
  return made;
}

void match_million(benchmark::State& state, const Data&) {
  const Records made = made_records(1'000'000);
  std::vector<patron::TextColumn> columns = {
      {"name", {}}, {"phone", {}}, {"birthday", {}}};
  columns[0].texts.assign(made.names.begin(), made.names.end());
  columns[1].texts.assign(made.phones.begin(), made.phones.end());
  columns[2].texts.assign(made.birthdays.begin(), made.birthdays.end());
  std::size_t pairs = 0;
  for (auto _ : state) {
    const auto found = patron::match(columns);
    pairs = found.ok() ? found->rows() : 0;
  }
  state.counters["pairs"] = static_cast<double>(pairs);
}

// A pack whose one rule takes its points from a table of 13 columns: each row asks for a
// range in one column, a value in another and anything in the rest.
std::string table_pack(int rows) {
  std::string attributes, inputs, body;
  for (int i = 0; i < 13; ++i) {
    const std::string name = "a" + std::to_string(i), comma = i == 0 ? "" : ",";
    attributes += comma + '"' + name + R"(":"int")";
    inputs += comma + R"({"id":")" + name + R"(","value":"event.)" + name + R"("})";
  }
  for (int row = 0; row < rows; ++row) {
    body += row == 0 ? "[" : ",[";
    for (int i = 0; i < 13; ++i) {
      const std::string n = std::to_string(row);
      body += i == row % 13         ? R"("[)" + n + ".." + n + R"(]",)"
              : i == (row + 5) % 13 ? R"(">= )" + n + R"(",)"
                                    : R"("-",)";
    }
    body += std::to_string(row) + ']';
  }
  return R"({"patron":1,"id":"quotes","version":"1","timezone":"Asia/Shanghai",
      "currency":"CNY","effective":{"from":"2024-01-01"},
      "attributes":{"custom.quote":{)" + attributes + R"(}},
      "tables":{"big":{"hit":"first","inputs":[)" + inputs + R"(],
        "outputs":[{"id":"points","type":"int"}],"rows":[)" + body + R"(],"default":[1]}},
      "points":{"currencies":{"miles":{}},"earn":{"by_table":{"on":"custom.quote",
        "currency":"miles","points":{"table":"big"}}}}})";
}

void table(benchmark::State& state, const Data&) {
  const auto rows = static_cast<int>(state.range(0));
  const patron::Result<Engine> engine = Engine::compile(table_pack(rows));
  if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
  const Member member(*engine, "C1");
  std::string event = R"({"id":"e","type":"custom.quote","occurred_at":"2026-01-01")";
  for (int i = 0; i < 13; ++i)
    event += ",\"a" + std::to_string(i) + "\":" + std::to_string(rows - 1);
  event += '}';
  Effects effects;
  for (auto _ : state) {
    const patron::Status status = engine->preview(member, event, effects);
    // The last row is met: its points are its number.
    if (!status.ok() || effects.size() != 1) state.SkipWithError("no points");
  }
  state.SetItemsProcessed(state.iterations());
}

int run(int argc, char** argv) {
  const std::string pack = read_file(argv[1]), text = read_file(argv[2]);
  patron::Result<Engine> engine = Engine::compile(pack);
  if (!engine.ok()) {
    std::fprintf(stderr, "%s: %s\n", argv[1], engine.status().message().c_str());
    return 1;
  }
  Data data{*std::move(engine), {}, 0, {}};
  data.customers = by_customer(text, data.events);
  if (data.events == 0) {
    std::fprintf(stderr, "%s: no events\n", argv[2]);
    return 1;
  }
  Effects effects;
  std::size_t failed = 0;
  for (const Customer& customer : data.customers) {
    data.members.emplace_back(data.engine, customer.id);
    apply_all(data, customer, data.members.back(), effects, failed);
  }

  argv[2] = argv[0];
  int rest = argc - 2;
  benchmark::Initialize(&rest, argv + 2);
  const auto add = [&data](const char* name, auto function) {
    return benchmark::RegisterBenchmark(
        name, [&data, function](benchmark::State& state) { function(state, data); });
  };
  add("apply", apply)->Arg(1)->Arg(10)->Unit(benchmark::kMillisecond);
  add("load_apply_save", load_apply_save);
  add("assess", assess);
  add("loyalty", loyalty)->Arg(0)->Arg(2000)->Iterations(40);
  add("advance_idle", advance_idle);
  add("table", table)->Arg(30)->Arg(3000);
  add("bytes", bytes)->Iterations(1);
  add("match", match_million)->Iterations(1)->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: patron_bench PACK EVENTS.ndjson\n");
    return 2;
  }
  return run(argc, argv);
}
