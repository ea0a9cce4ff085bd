// SPDX-License-Identifier: Apache-2.0
// A member's snapshot: an 80-byte header that can be read without decoding, the head, and
// chunks of the tail that hosts may append.
//
//   header  magic u32, format u32, revision u64, watermark i64, next_due i64,
//           horizon i64, layout u64, head size u32, retained u32, zone rules 8 bytes,
//           customer hash u64, checksum u64 (of the header before it and the head)
//   head    customer, fingerprints, state, base (if the horizon ever moved)
//   chunk   magic u32, size u32, customer hash u64, checksum u64, then the entries
#include "engine/member_state.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/zone.hpp"
#include "engine/replay.hpp"

namespace patron {
namespace engine {
namespace {

constexpr std::uint32_t kMagic = 0x4e525450;       // "PTRN"
constexpr std::uint32_t kChunkMagic = 0x54525450;  // "PTRT"
constexpr std::size_t kHeaderBytes = 80;
constexpr std::size_t kChunkHeaderBytes = 24;

using MemberState = Access::MemberState;

struct Header {
  std::uint32_t format = kSnapshotFormat;
  std::uint64_t revision = 0;
  Instant watermark, next_due, horizon;
  std::uint64_t layout = 0;
  std::uint32_t head_size = 0, retained = 0;
  std::uint64_t customer = 0;
  std::string zones;
};

Status damaged(std::string_view what) {
  return {ErrorCode::snapshot, "this snapshot is damaged: " + std::string(what)};
}

void write_header(std::string& out, const Header& header) {
  base::Writer writer(out);
  writer.fixed32(kMagic);
  writer.fixed32(header.format);
  writer.fixed64(header.revision);
  for (const Instant at : {header.watermark, header.next_due, header.horizon})
    writer.fixed64(static_cast<std::uint64_t>(at.milliseconds));
  writer.fixed64(header.layout);
  writer.fixed32(header.head_size);
  writer.fixed32(header.retained);
  char zones[8] = {};
  const std::string_view version = base::Zone::version();
  std::memcpy(zones, version.data(), std::min<std::size_t>(version.size(), 8));
  out.append(zones, 8);
  writer.fixed64(header.customer);
}

Result<Header> read_header(std::string_view in) {
  if (in.size() < kHeaderBytes) return damaged("it is too short");
  base::Reader reader(in);
  Header header;
  if (reader.fixed32() != kMagic)
    return Status(ErrorCode::snapshot, "this is not a snapshot of a member");
  header.format = reader.fixed32();
  if (header.format > kSnapshotFormat)
    return Status(ErrorCode::format, "a newer library wrote this snapshot (format " +
                                         std::to_string(header.format) + ", this one " +
                                         "reads " + std::to_string(kSnapshotFormat) +
                                         ")");
  if (header.format < 1) return damaged("there is no format 0");
  header.revision = reader.fixed64();
  for (Instant* at : {&header.watermark, &header.next_due, &header.horizon})
    at->milliseconds = static_cast<std::int64_t>(reader.fixed64());
  header.layout = reader.fixed64();
  header.head_size = reader.fixed32();
  header.retained = reader.fixed32();
  header.zones = std::string(in.substr(56, 8).data(), strnlen(in.data() + 56, 8));
  reader.fixed64();
  header.customer = reader.fixed64();
  if (in.size() < kHeaderBytes + header.head_size) return damaged("its head is cut off");
  base::Reader sum(in.substr(kHeaderBytes - 8, 8));
  std::string checked(in.substr(0, kHeaderBytes - 8));
  checked += in.substr(kHeaderBytes, header.head_size);
  if (sum.fixed64() != base::hash64(checked)) return damaged("its checksum is wrong");
  return header;
}

void write_chunk(std::string& out, const MemberState& member, std::uint64_t since) {
  std::string payload;
  base::Writer writer(payload);
  const auto wanted = [&](const Entry& entry) { return entry.revision > since; };
  writer.varint(static_cast<std::uint64_t>(
      std::count_if(member.entries.begin(), member.entries.end(), wanted)));
  for (const Entry& entry : member.entries)
    if (wanted(entry)) write(writer, entry);
  base::Writer header(out);
  header.fixed32(kChunkMagic);
  header.fixed32(static_cast<std::uint32_t>(payload.size()));
  header.fixed64(base::hash64(member.customer));
  header.fixed64(base::hash64(payload));
  out += payload;
}

bool valid_entry(const Entry& entry, const Access::Program& program) {
  const auto names = [&](const std::vector<model::AttributeValue>& values,
                         const std::vector<model::Attribute>& attributes) {
    return std::all_of(values.begin(), values.end(), [&](const auto& value) {
      const auto at = static_cast<std::size_t>(value.attribute);
      return at < attributes.size() && model::fits(value.value, attributes[at].type);
    });
  };
  const auto amounts = [](const std::vector<model::Line>& lines) {
    return lines.size() <= limits::kEventLines &&
           std::all_of(lines.begin(), lines.end(), [](const model::Line& line) {
             return base::fits_amount(line.gross) && base::fits_amount(line.discount) &&
                    base::fits_amount(line.tax) && base::fits_amount(line.points_paid);
           });
  };
  const auto types = program.vocabulary.type_names();
  return std::find(types.begin(), types.end(),
                   program.vocabulary.type_name(entry.event.type)) != types.end() &&
         amounts(entry.event.lines) && in_calendar(entry.event.occurred_at).ok() &&
         in_calendar(entry.recorded_at).ok() &&
         std::all_of(entry.facts.grants.begin(), entry.facts.grants.end(),
                     [](const GrantFact& fact) {
                       return base::fits_amount(fact.requested) &&
                              base::fits_amount(fact.granted);
                     }) &&
         names(entry.event.attributes, program.vocabulary.attributes()) &&
         std::all_of(entry.event.lines.begin(), entry.event.lines.end(),
                     [&](const model::Line& line) {
                       return names(line.attributes,
                                    program.vocabulary.line_attributes());
                     }) &&
         program.version_at(entry.event.occurred_at) >= 0 &&
         std::all_of(entry.facts.kept.begin(), entry.facts.kept.end(),
                     [&](const TierStep& kept) { return valid(kept, program); });
}

// A later chunk says again what changed: the last word on an entry counts.
Status read_chunks(std::string_view in, MemberState& member) {
  std::vector<Entry> entries;
  while (!in.empty()) {
    if (in.size() < kChunkHeaderBytes) return damaged("its tail is cut off");
    base::Reader reader(in);
    if (reader.fixed32() != kChunkMagic) return damaged("this is not a tail");
    const std::uint32_t size = reader.fixed32();
    if (reader.fixed64() != base::hash64(member.customer))
      return {ErrorCode::mismatch, "this tail belongs to another customer"};
    const std::uint64_t sum = reader.fixed64();
    if (in.size() < kChunkHeaderBytes + size) return damaged("its tail is cut off");
    const std::string_view payload = in.substr(kChunkHeaderBytes, size);
    if (sum != base::hash64(payload)) return damaged("the checksum of its tail is wrong");
    base::Reader body(payload);
    const std::size_t count = body.count(20);
    for (std::size_t i = 0; i < count && body.ok(); ++i) {
      Entry entry = read_entry(body);
      if (body.ok() && !valid_entry(entry, *member.program))
        return damaged("an entry names what this program does not have");
      if (body.ok() && entry.event.occurred_at >= member.horizon)
        entries.push_back(std::move(entry));
    }
    if (!body.ok()) return damaged("an entry of its tail");
    in.remove_prefix(kChunkHeaderBytes + size);
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.key < b.key; });
  std::vector<Entry> last;
  for (Entry& entry : entries) {
    if (!last.empty() && last.back().key == entry.key)
      last.back() = std::move(entry);
    else
      last.push_back(std::move(entry));
  }
  member.entries = std::move(last);
  return {};
}

// Are these the entries that the head counted?
bool same_entries(const MemberState& member) {
  std::vector<std::uint16_t> wanted = member.fingerprints, found;
  for (const Entry& entry : member.entries)
    found.push_back(fingerprint(entry.key.id_hash));
  std::sort(wanted.begin(), wanted.end());
  std::sort(found.begin(), found.end());
  return wanted == found;
}

Status read_head(std::string_view in, MemberState& member, const Header& header) {
  const auto& layouts = member.program->layouts;
  const auto layout = std::find(layouts.begin(), layouts.end(), header.layout);
  if (layout == layouts.end())
    return {ErrorCode::pack_unknown,
            "this snapshot was written with a version of the pack that the engine does "
            "not hold"};
  base::Reader reader(in);
  member.customer = reader.text();
  const std::size_t count = reader.count(2);
  member.fingerprints.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = reader.varint();
    member.fingerprints.push_back(static_cast<std::uint16_t>(bits & 0xffff));
  }
  member.head = read_state(reader);
  member.base = reader.varint() != 0 ? read_state(reader) : State();
  if (!reader.at_end() || count != header.retained) return damaged("its head");
  const auto& program = *member.program;
  const Sizes sizes = program.sizes();
  for (State* state : {&member.head, &member.base}) {
    if (!valid(*state, program)) return damaged("its head names what is not there");
    fit_to(*state, sizes);
  }
  member.behind = layout + 1 != layouts.end();
  if (member.behind) return {};
  // The header says it for those who do not decode the head; here it is known.
  FoldOptions options;
  options.customer = member.customer;
  member.next_due = Fold(program, member.head, options).next_due();
  return {};
}

}  // namespace

std::string head_bytes(const Access::Program& program, const State& state,
                       Instant watermark) {
  std::vector<const model::Metric*> metrics;
  for (std::size_t i = 0; i < program.metrics.size(); ++i)
    metrics.push_back(&program.metric(i));
  std::optional<Date> today;
  if (state.known && state.version >= 0)
    today = program.versions[static_cast<std::size_t>(state.version)].pack().zone.date(
        watermark);
  std::string out;
  base::Writer writer(out);
  write(writer, state, metrics, today);
  return out;
}

Status load(MemberState& member, std::string_view snapshot) {
  if (snapshot.size() > limits::kSnapshotBytes)
    return {ErrorCode::limit, "a snapshot has at most " +
                                  std::to_string(limits::kSnapshotBytes) + " bytes"};
  const Result<Header> header = read_header(snapshot);
  if (!header.ok()) return header.status();
  MemberState loaded;
  loaded.program = member.program;
  loaded.revision = header->revision;
  loaded.watermark = header->watermark;
  loaded.horizon = header->horizon;
  loaded.next_due = header->next_due;
  for (const Instant at : {header->watermark, header->horizon})
    if (at != kBeforeAll && !in_calendar(at).ok()) return damaged("its header");
  if (Status status =
          read_head(snapshot.substr(kHeaderBytes, header->head_size), loaded, *header);
      !status.ok())
    return status;
  if (!member.customer.empty() && !loaded.customer.empty() &&
      member.customer != loaded.customer)
    return {ErrorCode::mismatch, "this snapshot is of customer " + loaded.customer};
  const std::string_view rest = snapshot.substr(kHeaderBytes + header->head_size);
  loaded.tail = header->retained == 0;
  if (!rest.empty()) {
    if (Status status = read_chunks(rest, loaded); !status.ok()) return status;
    if (!same_entries(loaded)) return damaged("its tail is not whole");
    loaded.tail = true;
  }
  if (loaded.tail)
    if (Status status = catch_up(loaded); !status.ok()) return status;
  member = std::move(loaded);
  return {};
}

Status load_tail(MemberState& member, std::string_view tail) {
  MemberState loaded = member;
  std::vector<Entry> newer = std::move(loaded.entries);
  if (Status status = read_chunks(tail, loaded); !status.ok()) return status;
  for (Entry& entry : newer) {
    const bool there =
        std::any_of(loaded.entries.begin(), loaded.entries.end(),
                    [&](const Entry& e) { return e.key == entry.key; });
    if (!there) loaded.entries.push_back(std::move(entry));
  }
  std::sort(loaded.entries.begin(), loaded.entries.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
  if (!same_entries(loaded))
    return {ErrorCode::mismatch, "this tail is not the whole tail of the head: " +
                                     std::to_string(loaded.entries.size()) + " of " +
                                     std::to_string(loaded.fingerprints.size()) +
                                     " entries"};
  loaded.tail = true;
  if (Status status = catch_up(loaded); !status.ok()) return status;
  member = std::move(loaded);
  return {};
}

void save(const MemberState& member, Part part, std::uint64_t since, std::string& out) {
  out.clear();
  if (part == Part::tail) return write_chunk(out, member, since);
  std::string head;
  base::Writer writer(head);
  writer.text(member.customer);
  writer.varint(member.fingerprints.size());
  for (const std::uint16_t bits : member.fingerprints) writer.varint(bits);
  head += head_bytes(*member.program, member.head, member.watermark);
  writer.varint(member.base.known ? 1 : 0);
  if (member.base.known)
    head += head_bytes(*member.program, member.base, member.horizon);
  Header header;
  header.revision = member.revision;
  header.watermark = member.watermark;
  header.next_due = member.next_due;
  header.horizon = member.horizon;
  header.layout = member.program->layouts.back();
  header.head_size = static_cast<std::uint32_t>(head.size());
  header.retained = static_cast<std::uint32_t>(member.fingerprints.size());
  header.customer = base::hash64(member.customer);
  write_header(out, header);
  base::Writer(out).fixed64(base::hash64(out + head));
  out += head;
  if (part == Part::all && member.tail) write_chunk(out, member, 0);
}

}  // namespace engine

Result<SnapshotHeader> snapshot_header(std::string_view snapshot) {
  const auto header = engine::read_header(snapshot);
  if (!header.ok()) return header.status();
  base::Reader head(snapshot.substr(engine::kHeaderBytes, header->head_size));
  SnapshotHeader result;
  result.customer = head.text();
  if (!head.ok()) return engine::damaged("its head");
  result.format = header->format;
  result.revision = header->revision;
  result.next_due = header->next_due;
  result.watermark = header->watermark;
  result.horizon = header->horizon;
  result.retained = header->retained;
  result.zones_version = header->zones;
  return result;
}

namespace {

// A new customer: with room for all that the program counts, as a fold leaves it.
Access::MemberState new_member(std::shared_ptr<const Access::Program> program,
                               std::string_view customer) {
  Access::MemberState state;
  const engine::Sizes sizes = program->sizes();
  engine::fit_to(state.head, sizes);
  engine::fit_to(state.base, sizes);
  state.program = std::move(program);
  state.customer = customer;
  return state;
}

}  // namespace

Member::Member(const Engine& engine, std::string_view customer)
    : state_(std::make_unique<State>(new_member(Access::program(engine), customer))) {}
Member::Member(const Member& other) : state_(std::make_unique<State>(*other.state_)) {}
Member::Member(Member&&) noexcept = default;
Member& Member::operator=(Member other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}
Member::~Member() = default;

Status Member::load(std::string_view snapshot) {
  if (!snapshot.empty()) return engine::load(*state_, snapshot);
  *state_ = new_member(state_->program, std::string(state_->customer));
  return {};
}
Status Member::load_tail(std::string_view tail) {
  return engine::load_tail(*state_, tail);
}

std::string Member::save() const {
  std::string snapshot;
  save(Part::all, 0, snapshot);
  return snapshot;
}
void Member::save(Part part, std::uint64_t since, std::string& snapshot) const {
  engine::save(*state_, part, since, snapshot);
}

std::string_view Member::customer() const noexcept { return state_->customer; }
std::uint64_t Member::revision() const noexcept { return state_->revision; }
Instant Member::next_due() const noexcept { return state_->next_due; }
Instant Member::watermark() const noexcept { return state_->watermark; }
Instant Member::horizon() const noexcept { return state_->horizon; }
std::size_t Member::retained() const noexcept { return state_->fingerprints.size(); }

}  // namespace patron
