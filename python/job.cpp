// SPDX-License-Identifier: Apache-2.0
// Events of one instant go in together, so that the engine decides their order (an earn
// before the spend that it covers); if they are not accepted whole, they go in one by
// one.
#include "job.hpp"

#include <algorithm>
#include <set>

namespace patron::python {
namespace {

// Refused by the rules; conflicts, foreign and too old events are bad rows.
bool is_refusal(ErrorCode code) {
  return refused(code) && code != ErrorCode::conflict && code != ErrorCode::mismatch &&
         code != ErrorCode::too_old && code != ErrorCode::erased;
}

// Nothing that a row could be blamed for.
bool is_fatal(ErrorCode code) {
  return code == ErrorCode::memory || code == ErrorCode::internal ||
         code == ErrorCode::state || code == ErrorCode::unsupported;
}

}  // namespace

Job::Job(std::shared_ptr<SpokenEngine> engine, Plan plan)
    : engine_(std::move(engine)), plan_(std::move(plan)) {
  const Plan& given = plan_;
  if (given.customers) take_rows(*given.customers, true);
  for (std::size_t i = 0; i < given.members.size(); ++i) {
    Customer& customer = of(given.members[i].customer);
    if (customer.kept >= 0)
      refuse(ErrorCode::table, "member \"" + customer.id + "\" twice",
             {{}, {}, {}, {}, static_cast<std::int64_t>(i)});
    customer.kept = static_cast<std::int32_t>(i);
  }
  if (given.events) take_rows(*given.events, false);
  for (Customer& customer : customers_)
    std::stable_sort(customer.events.begin(), customer.events.end(),
                     [](const Source& a, const Source& b) { return a.at < b.at; });
  if (!given.scopes) return;
  std::vector<std::pair<Instant, std::size_t>> order;
  for (std::size_t c = 0; c < customers_.size(); ++c) {
    const auto& events = customers_[c].events;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (i == 0 || events[i].at != events[i - 1].at) order.emplace_back(events[i].at, c);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, customer] : order) turns_.push_back(customer);
}

Job::Customer& Job::of(const std::string& id) {
  const auto [found, added] = index_.try_emplace(id, customers_.size());
  if (added) customers_.emplace_back().id = id;
  return customers_[found->second];
}

void Job::take_rows(const Input& input, bool profile) {
  const char* table = profile ? "customers" : "events";
  std::vector<bool> bad(input.rows());
  for (const BadCell& cell : input.bad()) {
    Problem problem{table, static_cast<std::int64_t>(cell.row), input.customer(cell.row),
                    "", cell.column, ErrorCode::table, cell.message};
    if (bad[cell.row]) continue;
    bad[cell.row] = true;
    if (problem.customer.empty()) problems_.push_back(std::move(problem));
    else of(problem.customer).problems.push_back(std::move(problem));
  }
  for (std::size_t row = 0; row < input.rows(); ++row) {
    if (bad[row]) continue;
    const Input::Event event = input.event(row);
    if (!event.problem.empty()) {
      Problem problem{table, static_cast<std::int64_t>(row), event.customer, event.id, "",
                      ErrorCode::event, event.problem};
      if (event.customer.empty()) problems_.push_back(std::move(problem));
      else of(event.customer).problems.push_back(std::move(problem));
      continue;
    }
    const std::optional<Instant>& end = plan_.until ? plan_.until : plan_.at;
    if (end && event.instant > *end && event.instant != Instant::never()) {
      ++later_;
      continue;
    }
    of(event.customer)
        .events.push_back({static_cast<std::uint32_t>(row), profile, event.instant});
  }
}

VerbOptions Job::options() const {
  VerbOptions out;
  out.scopes = plan_.scopes ? &plan_.scopes->value : nullptr;
  out.trace = plan_.trace;
  out.recorded = plan_.recorded;
  return out;
}

void Job::note(Customer& customer, const Source& source, const Status& status) {
  if (is_fatal(status.code())) throw Failure(status, engine_->language);
  const Input& input = source.profile ? *plan_.customers : *plan_.events;
  std::string column;
  if (const std::string& path = status.place().path; path.size() > 1) {
    column = path.substr(1);
    std::replace(column.begin(), column.end(), '/', '.');
  }
  customer.problems.push_back({source.profile ? "customers" : "events", source.row,
                               customer.id, input.event(source.row).id, column,
                               status.code(), status.message(engine_->language)});
}

void Job::give(Customer& customer, const Effects& effects) {
  if (plan_.effects) customer.effects.append(effects.table(engine_->language));
}

// False: there can be no such member, and its rows are bad.
bool Job::begin(Customer& customer) {
  if (customer.member || customer.dropped) return !customer.dropped;
  Status status;
  if (customer.kept >= 0) {
    Member member(engine_->engine);
    status = member.load(plan_.members[static_cast<std::size_t>(customer.kept)].snapshot);
    if (status.ok() && member.customer() != customer.id)
      status = {ErrorCode::mismatch, "the snapshot is of another customer"};
    if (status.ok()) customer.member = std::move(member);
  } else {
    customer.member.emplace(engine_->engine, customer.id);
  }
  if (status.ok()) return true;
  if (is_fatal(status.code())) throw Failure(status, engine_->language);
  customer.problems.push_back({"members", customer.kept, customer.id, "", "snapshot",
                               status.code(), status.message(engine_->language)});
  customer.dropped = true;
  return false;
}

void Job::apply_one(Customer& customer, const Source& source) {
  const Input& input = source.profile ? *plan_.customers : *plan_.events;
  const std::uint64_t before = customer.member->revision();
  Effects effects;
  const Status status = engine_->engine.apply(
      *customer.member, input.event(source.row).json, effects, options());
  if (!status.ok()) return note(customer, source, status);
  if (customer.member->revision() == before) {
    ++customer.duplicates;  // Nothing changed: this very event was there.
    return;
  }
  ++customer.applied;
  give(customer, effects);
}

bool Job::together(Customer& customer, std::size_t last) {
  std::string lines;
  std::set<std::string> ids;
  for (std::size_t i = customer.next; i < last; ++i) {
    const Source& source = customer.events[i];
    const Input& input = source.profile ? *plan_.customers : *plan_.events;
    const Input::Event event = input.event(source.row);
    if (!ids.insert(event.id).second) return false;
    lines += event.json + '\n';
  }
  Effects effects;
  if (!engine_->engine.apply(*customer.member, lines, effects, options()).ok())
    return false;
  customer.applied += last - customer.next;
  give(customer, effects);
  return true;
}

// The events of the next instant.
void Job::step(Customer& customer) {
  if (!begin(customer) || customer.next >= customer.events.size()) return;
  const Instant at = customer.events[customer.next].at;
  std::size_t last = customer.next;
  while (last < customer.events.size() && customer.events[last].at == at) ++last;
  if (last - customer.next == 1 || !together(customer, last))
    for (std::size_t i = customer.next; i < last; ++i)
      apply_one(customer, customer.events[i]);
  customer.next = last;
}

// What falls due until the moment asked, the assessment, the member as it then is. A
// customer of whom no event was accepted is none.
void Job::look_at(Customer& customer, Piece& piece) {
  const bool bad = std::any_of(
      customer.problems.begin(), customer.problems.end(),
      [](const Problem& problem) { return !is_refusal(problem.code); });
  if (bad && plan_.skip_customer) customer.dropped = true;
  if (customer.dropped || !customer.member || customer.member->revision() == 0) {
    customer.dropped = true;
    return;
  }
  Member& member = *customer.member;
  if (plan_.until && member.watermark() < *plan_.until) {
    Effects effects;
    VerbOptions far = options();
    far.far_ahead = true;
    check(engine_->engine.advance(member, *plan_.until, effects, far), engine_->language);
    give(customer, effects);
  }
  piece.effects.append(customer.effects);
  if (plan_.at)
    piece.assessments.append(
        take(engine_->engine.assess(member, *plan_.at), engine_->language)
            .table(engine_->language));
  if (!plan_.snapshots) return;
  Rows& rows = piece.members;
  if (rows.columns().empty()) {
    rows.column("customer", Kind::text);
    rows.column("revision", Kind::int64);
    rows.column("next_due", Kind::instant);
    rows.column("watermark", Kind::instant);
    rows.column("retained", Kind::int64);
    rows.column("snapshot", Kind::binary);
  }
  rows.row();
  rows.set(0, member.customer());
  rows.set(1, static_cast<std::int64_t>(member.revision()));
  if (member.next_due() != Instant::never()) rows.set(2, member.next_due().milliseconds);
  rows.set(3, member.watermark().milliseconds);
  rows.set(4, static_cast<std::int64_t>(member.retained()));
  rows.set(5, member.save());
}

void Job::run_turns(std::size_t first, std::size_t last) {
  const py::gil_scoped_release release;
  const std::scoped_lock lock(plan_.scopes->mutex);
  for (std::size_t i = first; i < std::min(last, turns_.size()); ++i)
    step(customers_[turns_[i]]);
}

void Job::run(std::size_t first, std::size_t last) {
  const py::gil_scoped_release release;
  std::unique_lock<std::mutex> lock;
  if (plan_.scopes) lock = std::unique_lock(plan_.scopes->mutex);
  Piece piece;
  for (std::size_t i = first; i < std::min(last, customers_.size()); ++i) {
    Customer& customer = customers_[i];
    if (begin(customer))
      while (customer.next < customer.events.size()) step(customer);
    look_at(customer, piece);
    customer.member.reset();
    customer.effects = Rows();
  }
  const std::scoped_lock writing(mutex_);
  pieces_.emplace(first, std::move(piece));
}

Job::Outcome Job::finish() {
  Outcome out;
  for (auto& [first, piece] : pieces_) {
    out.effects.append(piece.effects);
    out.members.append(piece.members);
    out.assessments.append(piece.assessments);
    piece = Piece();
  }
  // A job without customers still has its columns.
  out.effects.append(Effects().table(engine_->language));
  if (out.assessments.columns().empty()) {
    Rows one(Assessment().table(engine_->language));
    for (const Rows::Column& each : one.columns())
      out.assessments.column(each.name, each.kind, each.scale);
  }
  std::vector<Problem> all = std::move(problems_);
  for (Customer& customer : customers_) {
    out.customers += customer.dropped ? 0 : 1;
    out.events += customer.applied;
    out.duplicates += customer.duplicates;
    std::move(customer.problems.begin(), customer.problems.end(),
              std::back_inserter(all));
  }
  out.later = later_;
  std::stable_sort(all.begin(), all.end(), [](const Problem& a, const Problem& b) {
    const int order = std::string_view(a.table).compare(b.table);
    return order != 0 ? order < 0 : a.row < b.row;
  });
  Rows& errors = out.errors;
  for (const char* name : {"table", "row", "customer", "event", "column", "code",
                           "message", "refused"})
    errors.column(name, std::string_view(name) == "row"       ? Kind::int64
                        : std::string_view(name) == "refused" ? Kind::boolean
                                                              : Kind::text);
  for (const Problem& problem : all) {
    errors.row();
    errors.set(0, problem.table);
    errors.set(1, problem.row);
    if (!problem.customer.empty()) errors.set(2, problem.customer);
    if (!problem.event.empty()) errors.set(3, problem.event);
    if (!problem.column.empty()) errors.set(4, problem.column);
    errors.set(5, patron::name(problem.code));
    errors.set(6, problem.message);
    errors.set(7, std::int64_t{is_refusal(problem.code) ? 1 : 0});
    if (!is_refusal(problem.code)) ++out.bad;
  }
  return out;
}

}  // namespace patron::python
