// SPDX-License-Identifier: Apache-2.0
// The books of points, from effects: each lot knows what was sold, redeemed, expired and
// taken back of it; sums by cohort and day answer for any period. Only what is recognised
// is rounded over a cohort, so the report closes to the last minor unit.
#include "patron/liability.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/calendar.hpp"
#include "base/decimal.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table_builder.hpp"
#include "engine/program.hpp"

namespace patron {
namespace {

// Of many customers together they may come to more than one amount may be.
struct Sums {
  base::Int128 issued = 0, redeemed = 0, expired = 0, taken = 0;  // Points.
  base::Int128 allocated = 0, returned = 0;                       // Minor units.
  base::Int128 outstanding() const { return issued - redeemed - expired - taken; }
  base::Int128 price() const { return allocated - returned; }
  bool fit() const {
    for (const base::Int128 sum : {issued, redeemed, expired, taken, allocated, returned})
      if (sum > base::kAmountMax || sum < -base::kAmountMax) return false;
    return true;
  }
  void add(const Sums& other) {
    issued += other.issued;
    redeemed += other.redeemed;
    expired += other.expired;
    taken += other.taken;
    allocated += other.allocated;
    returned += other.returned;
  }
};

struct Cohort {
  std::string currency;
  std::int32_t first = 0;  // Its first day.
  bool given = false;
  auto operator<=>(const Cohort&) const = default;
};

struct Lot {
  Cohort cohort;
  std::int64_t issued = 0, price = 0, taken = 0, returned = 0;
};

struct Taken {
  std::string lot;
  std::int64_t points = 0;
};

// What the books need of a posting.
struct Posting {
  std::string what, id, currency, change;
  std::int64_t points = 0, price = 0;
  std::int32_t due = 0, booked = 0;  // Days: due; booked, which a correction is later.
  std::vector<Taken> parts;
};

// What one posting does to a lot.
enum class Way : std::uint8_t { none, redeemed, given_back, expired, revived, taken };
Way way_of(const Posting& posting) {
  const std::string& what = posting.what;
  if (what == "burn" || what == "post" || what == "debt_offset") return Way::redeemed;
  if (what == "burn_reversal") return Way::given_back;
  if (what == "expire" || what == "reversed_expired") return Way::expired;
  if (what == "reinstate") return Way::revived;
  if (what == "clawback" || what == "adjust") return Way::taken;
  return Way::none;
}

bool opens(const Posting& posting) {
  return posting.what == "earn" || posting.what == "activate" ||
         (posting.what == "adjust" && posting.points > 0);
}

// Half-even; `over` is not negative.
std::int64_t share_of(base::Int128 over, base::Int128 under) {
  if (under == 0) return 0;
  const base::Int128 low = over / under, twice = (over - low * under) * 2;
  const bool up = twice > under || (twice == under && low % 2 != 0);
  return static_cast<std::int64_t>(low) + (up ? 1 : 0);
}

// The expected points of a cohort, times ten to the scale of the share.
struct Expected {
  base::Int128 value = 0;
  std::int64_t one = 1;
};
Expected expected_of(const Sums& sums, const model::Books& books) {
  Expected out{0, base::power_of_ten(books.redeemed.scale)};
  const base::Int128 share = (sums.issued - sums.taken) * books.redeemed.value;
  const base::Int128 most = (sums.redeemed + sums.outstanding()) * out.one;
  out.value = std::max(sums.redeemed * out.one, std::min(share, most));
  return out;
}

}  // namespace

struct Liability::Books {
  std::shared_ptr<const Access::Program> program;
  std::unordered_map<std::string, Lot> lots;
  std::unordered_map<std::string, Posting> postings;  // Those that may be corrected.
  std::map<Cohort, std::map<std::int32_t, Sums>> days;

  const model::Currency* currency(const engine::Version& version,
                                  std::string_view id) const {
    for (const model::Currency& each : version.pack().currencies)
      if (each.id == id) return &each;
    return nullptr;
  }
  // The version whose estimate holds on a day; the nearest where none is in force.
  const engine::Version& version_on(Date day) const {
    const engine::Version& newest = program->newest();
    const Instant end = newest.pack().zone.day_end(day);
    const std::int32_t found = program->version_at(end);
    if (found >= 0) return program->versions[static_cast<std::size_t>(found)];
    return end < program->versions.front().from ? program->versions.front() : newest;
  }

  Result<std::vector<Posting>> read(const Table& effects) const;
  Status check(const std::vector<Posting>& all) const;
  void take(const Posting& posting);
  void move(const Posting& posting, std::int64_t sign);
  void open(const Posting& posting, std::int64_t points, std::int64_t sign);
  void reprice(Lot& lot, std::int32_t day);
  struct Standing {
    Sums sums;
    std::int64_t recognised = 0;
    base::Int128 closing() const { return sums.price() - recognised; }
  };
  Standing standing(const Cohort& cohort, const std::map<std::int32_t, Sums>& of,
                    Date day) const;
};

namespace {

Status bad_effects(std::string why) {
  return {ErrorCode::table, "effects that no books can be made of: " + std::move(why)};
}

// {"lots": [{"lot": id, "points": n}], "price": "8.70"}; false: it is something else.
bool read_detail(std::string_view text, std::int32_t scale, Posting& out) {
  if (text.empty()) return true;
  const Result<json::Document> document = json::Document::parse(text, {});
  if (!document.ok()) return false;
  const json::Value& detail = document->root();
  if (const json::Value* lots = detail.find("lots"))
    for (const json::Value& each : lots->items) {
      const json::Value* lot = each.find("lot");
      const json::Value* points = each.find("points");
      if (lot == nullptr || points == nullptr) return false;
      Taken part{std::string(lot->text), 0};
      const std::string_view digits = points->text;
      const auto end =
          std::from_chars(digits.data(), digits.data() + digits.size(), part.points);
      if (end.ec != std::errc() || !base::fits_amount(part.points)) return false;
      out.parts.push_back(std::move(part));
    }
  if (const json::Value* price = detail.find("price")) {
    const Result<Decimal> amount = Decimal::parse(price->text);
    if (!amount.ok()) return false;
    const auto minor =
        base::rescale(amount->value, amount->scale, scale, base::Rounding::half_even);
    if (!minor || !base::fits_amount(*minor)) return false;
    out.price = *minor;
  }
  return true;
}

}  // namespace

Result<std::vector<Posting>> Liability::Books::read(const Table& effects) const {
  const engine::Version& newest = program->newest();
  const base::Zone& zone = newest.pack().zone;
  constexpr const char* kNames[] = {"kind",        "what",     "id",     "currency",
                                    "change",      "at",       "points", "detail",
                                    "recorded_at", "duplicate"};
  std::int32_t at[std::size(kNames)];
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    at[i] = effects.column(kNames[i]);
    if (at[i] < 0) return bad_effects("there is no column " + std::string(kNames[i]));
  }
  std::vector<Posting> out;
  for (std::size_t row = 0; row < effects.rows(); ++row) {
    if (effects.text(row, at[0]) != "posting" || effects.int64(row, at[9]) != 0) continue;
    Posting posting;
    posting.currency = effects.text(row, at[3]);
    const model::Currency* rules = currency(newest, posting.currency);
    if (rules == nullptr || !rules->books) continue;
    posting.what = effects.text(row, at[1]);
    posting.id = effects.text(row, at[2]);
    posting.change = effects.text(row, at[4]);
    posting.points = effects.int64(row, at[6]);
    const Instant due{effects.int64(row, at[5])}, known{effects.int64(row, at[8])};
    posting.due = zone.date(due).days;
    posting.booked = posting.change.empty() ? posting.due : zone.date(known).days;
    if (!read_detail(effects.text(row, at[7]), newest.pack().currency_scale, posting))
      return bad_effects("row " + std::to_string(row) + " has a detail of another kind");
    out.push_back(std::move(posting));
  }
  return out;
}

// Is every lot that is moved one that was opened? Before anything is taken.
Status Liability::Books::check(const std::vector<Posting>& all) const {
  std::unordered_set<std::string_view> opened, told;
  const auto known = [](const auto& map, const auto& fresh, const std::string& id) {
    return map.contains(id) || fresh.contains(id);
  };
  for (const Posting& posting : all) {
    if ((posting.change == "retracted" || posting.change == "corrected") &&
        !known(postings, told, posting.id))
      return bad_effects(posting.id + " is corrected, and was never told");
    told.insert(posting.id);
    if (opens(posting)) opened.insert(posting.id);
    if (way_of(posting) == Way::none) continue;
    for (const Taken& part : posting.parts) {
      if (part.lot == posting.id) opened.insert(posting.id);
      if (way_of(posting) == Way::revived) opened.insert(posting.id);
      if (!known(lots, opened, part.lot))
        return bad_effects("no effect has opened lot " + part.lot);
    }
  }
  return {};
}

void Liability::Books::take(const Posting& posting) {
  // A spend whose lots changed comes with its own reversal.
  const bool spend = posting.what == "burn" || posting.what == "post";
  if (posting.change == "retracted" || (posting.change == "corrected" && !spend)) {
    Posting old = postings[posting.id];
    old.booked = posting.booked;
    move(old, -1);
  }
  if (posting.change == "retracted") return;
  postings[posting.id] = posting;
  move(posting, 1);
}

void Liability::Books::move(const Posting& posting, std::int64_t sign) {
  if (opens(posting)) return open(posting, posting.points, sign);
  const Way way = way_of(posting);
  if (way == Way::none) return;
  for (const Taken& part : posting.parts) {
    if (part.lot == posting.id) {
      open(posting, part.points, sign);
      continue;
    }
    Lot& lot = lots[part.lot];
    Sums& sums = days[lot.cohort][posting.booked];
    const std::int64_t points = sign * part.points;
    if (way == Way::redeemed) sums.redeemed += points;
    if (way == Way::given_back) sums.redeemed -= points;
    if (way == Way::expired) sums.expired += points;
    if (way == Way::revived) {  // A child of the same cohort.
      sums.expired -= points;
      const Cohort cohort = lot.cohort;
      lots[posting.id].cohort = cohort;
    }
    if (way != Way::taken) continue;
    sums.taken += points;
    lot.taken += points;
    reprice(lot, posting.booked);
  }
}

void Liability::Books::open(const Posting& posting, std::int64_t points,
                            std::int64_t sign) {
  const model::Currency& rules = *currency(program->newest(), posting.currency);
  Lot& lot = lots[posting.id];
  lot.cohort = {posting.currency,
                base::first_of(rules.books->cohort, Date{posting.due}).days,
                posting.price == 0};
  lot.issued += sign * points;
  lot.price += sign * posting.price;
  Sums& sums = days[lot.cohort][posting.booked];
  sums.issued += sign * points;
  sums.allocated += sign * posting.price;
  reprice(lot, posting.booked);
}

// What was taken back of a lot has its part of the price.
void Liability::Books::reprice(Lot& lot, std::int32_t day) {
  const std::int64_t due =
      lot.issued <= 0 ? 0 : share_of(base::Int128{lot.price} * lot.taken, lot.issued);
  days[lot.cohort][day].returned += due - lot.returned;
  lot.returned = due;
}

Liability::Books::Standing Liability::Books::standing(
    const Cohort& cohort, const std::map<std::int32_t, Sums>& of, Date day) const {
  Standing out;
  for (const auto& [when, sums] : of)
    if (when <= day.days) out.sums.add(sums);
  if (!out.sums.fit()) return out;
  const model::Currency* rules = currency(version_on(day), cohort.currency);
  if (rules == nullptr || !rules->books)
    rules = currency(program->newest(), cohort.currency);
  const Expected expected = expected_of(out.sums, *rules->books);
  if (!cohort.given) {
    const base::Int128 redeemed = out.sums.redeemed * expected.one;
    out.recognised = expected.value == 0
                         ? static_cast<std::int64_t>(out.sums.price())
                         : share_of(redeemed * out.sums.price(), expected.value);
    return out;
  }
  const Decimal& worth = rules->books->point_value;
  const base::Int128 still = expected.value - out.sums.redeemed * expected.one;
  const std::int32_t places = program->newest().pack().currency_scale;
  out.recognised = -share_of(
      still * worth.value * base::power_of_ten(places),
      base::Int128{expected.one} * base::power_of_ten(worth.scale + rules->scale));
  return out;
}

Liability::Liability(const Engine& engine) : books_(std::make_unique<Books>()) {
  books_->program = Access::program(engine);
}
Liability::Liability(const Liability& other)
    : books_(std::make_unique<Books>(*other.books_)) {}
Liability::Liability(Liability&&) noexcept = default;
Liability& Liability::operator=(Liability other) noexcept {
  books_ = std::move(other.books_);
  return *this;
}
Liability::~Liability() = default;

Status Liability::add(const Table& effects) {
  const Result<std::vector<Posting>> all = books_->read(effects);
  if (!all.ok()) return all.status();
  if (Status status = books_->check(*all); !status.ok()) return status;
  for (const Posting& posting : *all) books_->take(posting);
  return {};
}

Result<Table> Liability::report(Date first, Date last) const {
  if (last < first)
    return Status(ErrorCode::argument, "the first day of a period is not after its last");
  // Within the calendar of instants, with a day to spare before it.
  for (const Date day : {first, last})
    if (base::year_of(day) < limits::kFirstYear || base::year_of(day) > limits::kLastYear)
      return Status(ErrorCode::argument, "a period is from 1900 to 2099");
  TableBuilder b;
  const std::int32_t scale = books_->program->newest().pack().currency_scale;
  const auto currency = b.column("currency", ColumnType::text);
  const auto cohort = b.column("cohort", ColumnType::date);
  const auto kind = b.column("kind", ColumnType::text);
  const auto points = [&](const char* name) { return b.column(name, ColumnType::int64); };
  const auto issued = points("issued"), redeemed = points("redeemed"),
             expired = points("expired"), taken = points("taken"),
             outstanding = points("outstanding");
  const auto money = [&](const char* name) {
    return b.column(name, ColumnType::decimal, scale);
  };
  const auto opening = money("opening"), allocated = money("allocated"),
             returned = money("returned"), recognised = money("recognised"),
             closing = money("closing");
  for (const auto& [of, days] : books_->days) {
    const Books::Standing before = books_->standing(of, days, Date{first.days - 1});
    const Books::Standing after = books_->standing(of, days, last);
    if (!before.sums.fit() || !after.sums.fit())
      return Status(ErrorCode::range, "the points or prices of a cohort of " +
                                          of.currency + " come to more than 2^53 - 1");
    b.row();
    b.set(currency, of.currency);
    b.set(cohort, std::int64_t{of.first});
    b.set(kind, of.given ? "given" : "sold");
    const auto set = [&](std::int32_t column, base::Int128 value) {
      b.set(column, static_cast<std::int64_t>(value));
    };
    set(issued, after.sums.issued - before.sums.issued);
    set(redeemed, after.sums.redeemed - before.sums.redeemed);
    set(expired, after.sums.expired - before.sums.expired);
    set(taken, after.sums.taken - before.sums.taken);
    set(outstanding, after.sums.outstanding());
    set(opening, before.closing());
    set(allocated, after.sums.allocated - before.sums.allocated);
    set(returned, after.sums.returned - before.sums.returned);
    set(recognised, after.recognised - before.recognised);
    set(closing, after.closing());
  }
  return b.finish();
}

}  // namespace patron
