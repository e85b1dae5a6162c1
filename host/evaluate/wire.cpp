#include "evaluate/wire.hpp"

#include <archgym/host.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/text.hpp"

namespace archgym::host::wire {
namespace {

struct Header {
  std::uint32_t magic;
  std::uint32_t type;
  std::uint64_t size;  // of the body
};

struct EvaluateHead {
  std::uint64_t call;
  std::uint64_t rows;
};

// In front of the values of a row. A step has its own design and the ones before it.
struct RowHead {
  std::uint32_t is_step;
  std::uint32_t designs;
};

struct ResultsHead {
  std::uint64_t call;
  std::uint64_t rows;
  std::uint32_t process_suspect;
  std::uint32_t worn;
};

struct OutcomeHead {
  std::uint32_t status;
  std::uint8_t transient;
  std::uint8_t refused;
  std::uint8_t ended;
  std::uint8_t reserved;
  double wall_seconds;
  double cpu_seconds;
  std::uint64_t reason_size;
  std::uint64_t info_size;
};

constexpr std::uint32_t k_magic = 0x31574741;  // "AGW1"
// Far above any batch, far below what would make the host run out of memory.
constexpr std::uint64_t k_largest_body = 256u << 20;
constexpr std::uint64_t k_largest_rows = 1u << 20;

template <class T>
void append(std::string& buffer, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  buffer.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

template <class T>
void append_all(std::string& buffer, std::span<T> values) {
  buffer.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

void begin(std::string& buffer, Type type) {
  buffer.clear();
  append(buffer, Header{k_magic, static_cast<std::uint32_t>(type), 0});
}

void end(std::string& buffer) {
  const std::uint64_t size = buffer.size() - sizeof(Header);
  std::memcpy(buffer.data() + offsetof(Header, size), &size, sizeof(size));
}

tl::unexpected<Error> broken(const char* what) {
  return failure(std::string("broken message: ") + what);
}

// Takes values from the front of a body.
class Cursor {
 public:
  explicit Cursor(std::string_view body) : rest_(body) {}

  template <class T>
  bool take(T& value) {
    return take_all(std::span(&value, 1));
  }

  template <class T>
  bool take_all(std::span<T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (rest_.size() < values.size_bytes()) return false;
    if (!values.empty()) std::memcpy(values.data(), rest_.data(), values.size_bytes());
    rest_.remove_prefix(values.size_bytes());
    return true;
  }

  bool take_text(std::uint64_t size, std::string_view& text) {
    if (rest_.size() < size) return false;
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool finished() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

Result<void> check_header(const Header& header) {
  if (header.magic != k_magic) return broken("it does not begin like one");
  if (header.type < static_cast<std::uint32_t>(Type::hello) ||
      header.type > static_cast<std::uint32_t>(Type::log)) {
    return broken("unknown type");
  }
  if (header.size > k_largest_body) return broken("it is too long");
  return {};
}

bool known_status(std::uint32_t status) {
  return status <= static_cast<std::uint32_t>(EvaluationStatus::failed);
}

// No text crosses as a pointer.
bool plain(const ag_value& value) {
  return value.kind <= AG_KIND_INDEX;
}

}  // namespace

std::span<char> Reader::space(std::size_t room) {
  if (taken_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + taken_, filled_ - taken_);
    filled_ -= taken_;
    taken_ = 0;
  }
  if (buffer_.size() < filled_ + room) buffer_.resize(std::max(filled_ + room, 2 * buffer_.size()));
  return std::span(buffer_).subspan(filled_);
}

Result<std::optional<Message>> Reader::next() {
  Header header{};
  if (filled_ - taken_ < sizeof(header)) return std::nullopt;
  std::memcpy(&header, buffer_.data() + taken_, sizeof(header));
  if (auto checked = check_header(header); !checked) return tl::unexpected(checked.error());
  if (filled_ - taken_ - sizeof(header) < header.size) return std::nullopt;
  const std::string_view body(buffer_.data() + taken_ + sizeof(header), header.size);
  taken_ += sizeof(header) + header.size;
  return Message{static_cast<Type>(header.type), body};
}

void put(std::string& buffer, Type type, std::string_view body) {
  begin(buffer, type);
  buffer += body;
  end(buffer);
}

void put_evaluate(std::string& buffer, std::uint64_t call, Batch& batch,
                  std::span<const std::size_t> rows) {
  begin(buffer, Type::evaluate);
  append(buffer, EvaluateHead{call, rows.size()});
  for (const std::size_t row : rows) {
    const auto& step = batch.step(row);
    append(buffer, RowHead{step.has_value(), static_cast<std::uint32_t>(batch.step_count(row))});
    if (step) append_all(buffer, std::span(step->earlier));
    append_all(buffer, batch.point(row));
  }
  end(buffer);
}

void put_results(std::string& buffer, const Results& results, Batch& batch, std::size_t rows) {
  begin(buffer, Type::results);
  append(buffer, ResultsHead{results.call, rows, results.process_suspect, results.worn});
  for (std::size_t row = 0; row < rows; ++row) {
    const Outcome& outcome = batch.outcome(row);
    append(buffer, OutcomeHead{static_cast<std::uint32_t>(outcome.status), outcome.transient,
                               outcome.refused, outcome.ended, 0, outcome.wall_seconds,
                               outcome.cpu_seconds, outcome.reason.size(), outcome.info.size()});
    append_all(buffer, batch.metrics(row));
    buffer += outcome.reason;
    buffer += outcome.info;
  }
  end(buffer);
}

void put_log(std::string& buffer, int level, std::string_view component, std::string_view text) {
  begin(buffer, Type::log);
  append(buffer, std::int64_t{level});
  append(buffer, static_cast<std::uint64_t>(component.size()));
  buffer += component;
  buffer += text;
  end(buffer);
}

Result<void> read_row(Cursor& cursor, Batch& batch, std::size_t row) {
  RowHead head{};
  if (!cursor.take(head) || head.designs == 0 || head.is_step > 1 ||
      (head.designs > 1 && head.is_step == 0)) {
    return broken("a row without a design");
  }
  auto& step = batch.step(row);
  step.reset();
  if (head.is_step == 1) {
    const std::uint64_t values = std::uint64_t{head.designs - 1} * batch.parameters();
    if (values * sizeof(ag_value) > cursor.rest().size()) return broken("steps are missing");
    step.emplace().earlier.resize(values);
    cursor.take_all(std::span(step->earlier));
  }
  const auto point = batch.point(row);
  if (!cursor.take_all(point)) return broken("a row ends too early");
  const bool known =
      std::ranges::all_of(point, plain) && (!step || std::ranges::all_of(step->earlier, plain));
  if (!known) return broken("a value of an unknown kind");
  return {};
}

Result<std::uint64_t> read_evaluate(std::string_view body, Batch& batch) {
  Cursor cursor(body);
  EvaluateHead head{};
  if (!cursor.take(head)) return broken("no call and row count");
  if (head.rows == 0 || head.rows > k_largest_rows) return broken("impossible row count");
  const std::uint64_t smallest_row = sizeof(RowHead) + batch.parameters() * sizeof(ag_value);
  if (cursor.rest().size() < head.rows * smallest_row) return broken("rows are missing");
  batch.resize(head.rows);
  for (std::size_t row = 0; row < head.rows; ++row) {
    if (auto taken = read_row(cursor, batch, row); !taken) return tl::unexpected(taken.error());
  }
  if (!cursor.finished()) return broken("too many rows");
  return head.call;
}

Result<Results> read_results(std::string_view body, Batch& batch,
                             std::span<const std::size_t> rows) {
  Cursor cursor(body);
  ResultsHead head{};
  if (!cursor.take(head)) return broken("no call and row count");
  if (head.rows != rows.size()) return broken("another row count than was asked for");
  for (const std::size_t row : rows) {
    OutcomeHead outcome{};
    std::string_view reason, info;
    if (!cursor.take(outcome) || !cursor.take_all(batch.metrics(row)) ||
        !cursor.take_text(outcome.reason_size, reason) ||
        !cursor.take_text(outcome.info_size, info)) {
      return broken("results are missing");
    }
    if (!known_status(outcome.status)) return broken("unknown status of an evaluation");
    batch.outcome(row) = {.status = static_cast<EvaluationStatus>(outcome.status),
                          .ended = outcome.ended != 0,
                          .wall_seconds = outcome.wall_seconds,
                          .cpu_seconds = outcome.cpu_seconds,
                          .reason = valid_text(reason),
                          .info = valid_text(info),
                          .transient = outcome.transient != 0,
                          .refused = outcome.refused != 0};
  }
  if (!cursor.finished()) return broken("too many results");
  return Results{head.call, head.process_suspect != 0, head.worn != 0};
}

Result<Log> read_log(std::string_view body) {
  Cursor cursor(body);
  std::int64_t level = 0;
  std::uint64_t component_size = 0;
  Log log;
  if (!cursor.take(level) || !cursor.take(component_size) ||
      !cursor.take_text(component_size, log.component)) {
    return broken("no level and component");
  }
  log.level = static_cast<int>(std::clamp<std::int64_t>(level, AG_LOG_TRACE, AG_LOG_ERROR));
  log.text = cursor.rest();
  return log;
}

}  // namespace archgym::host::wire
