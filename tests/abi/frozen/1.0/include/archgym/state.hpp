/*
 * archgym/state.hpp - saving and loading the state of a plugin.
 *
 * Fields are written and read in the same order; integers and doubles are little-endian, so a state
 * moves between machines. It starts with the author's own format name and version:
 *
 *   void save(archgym::Writer& out) const {
 *     out.begin("walker", 2);
 *     out.u64(steps_);
 *   }
 *   void load(archgym::Reader& in) {
 *     const std::uint64_t version = in.begin("walker", 2);  // 1 or 2
 *     steps_ = in.u64();
 *   }
 *
 * In the stream the fields are wrapped: "AGSTATE1", the size of the fields, their 64-bit FNV-1a
 * hash, the fields. A truncated or damaged stream is therefore rejected before load() is called.
 * Reading past the end, another format name or a newer version throws Rejected.
 */
#ifndef ARCHGYM_STATE_HPP
#define ARCHGYM_STATE_HPP

#include "cpp.hpp"
#include "error.hpp"
#include "hash.hpp"
#include "span.hpp"
#include "stream.h"
#include "values.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace archgym {

class Writer {
 public:
  void begin(std::string_view format, std::uint64_t version) {
    text(format);
    u64(version);
  }

  void u64(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) {
      fields_.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
    }
  }
  void i64(std::int64_t value) { u64(static_cast<std::uint64_t>(value)); }
  void boolean(bool value) { fields_.push_back(value ? '\1' : '\0'); }

  /* Bit for bit, NaN and -0 included. */
  void real(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    u64(bits);
  }

  /* Bytes with their size before them. */
  void text(std::string_view bytes) {
    u64(bytes.size());
    fields_.append(bytes);
  }

  /* A design point; both sides know how many values it has. */
  void point(Values values) {
    for (const ag_value& value : values) {
      fields_.push_back(static_cast<char>(value.kind));
      u64(value.as.bits);
    }
  }

  const std::string& fields() const { return fields_; }

 private:
  std::string fields_;
};

/* Owns the bytes it reads. */
class Reader {
 public:
  explicit Reader(std::string fields) : fields_(std::move(fields)) {}

  /* Checks the format name and returns the version of the state, 1 .. newest. */
  std::uint64_t begin(std::string_view format, std::uint64_t newest) {
    const std::string found = text();
    if (found != format) {
      throw Rejected("this is a state of '" + found + "', expected '" + std::string(format) + "'");
    }
    const std::uint64_t version = u64();
    if (version < 1 || version > newest) {
      throw Rejected("version " + std::to_string(version) + " of the state of '" + found +
                     "' is not known here; the newest known version is " + std::to_string(newest));
    }
    return version;
  }

  std::uint64_t u64() {
    const std::string_view bytes = take(8);
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)])}
               << (8 * i);
    }
    return value;
  }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }

  bool boolean() {
    const char byte = take(1)[0];
    if (byte != '\0' && byte != '\1') throw Rejected("the state has a bool that is not 0 or 1");
    return byte == '\1';
  }

  double real() {
    const std::uint64_t bits = u64();
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  std::string text() {
    const std::uint64_t size = count(1);
    return std::string(take(static_cast<std::size_t>(size)));
  }

  /* A number of elements that follow, each at least `bytes_each` >= 1 long: rejects one that the
   * state is too short for, so that it is safe to allocate. */
  std::uint64_t count(std::uint64_t bytes_each) {
    const std::uint64_t value = u64();
    if (value > (fields_.size() - position_) / bytes_each) throw Rejected("the state is too short");
    return value;
  }

  void point(Span<ag_value> values) {
    for (ag_value& value : values) {
      value.kind = static_cast<unsigned char>(take(1)[0]);
      value.flags = 0;
      value.as.bits = u64();
      if (value.kind > AG_KIND_INDEX) {
        throw Rejected("the state has a value of unknown kind " + std::to_string(value.kind));
      }
    }
  }

  bool at_end() const { return position_ == fields_.size(); }

 private:
  std::string_view take(std::size_t size) {
    if (size > fields_.size() - position_) throw Rejected("the state is too short");
    const std::string_view bytes = std::string_view(fields_).substr(position_, size);
    position_ += size;
    return bytes;
  }

  std::string fields_;
  std::size_t position_ = 0;
};

namespace detail {

inline constexpr std::string_view state_magic = "AGSTATE1";

/* Wrap the fields and push them into the host's sink. */
inline void write_state(const ag_sink& sink, const Writer& writer) {
  Writer header;
  header.u64(writer.fields().size());
  header.u64(fnv1a(writer.fields()));
  const std::string stream = std::string(state_magic) + header.fields() + writer.fields();
  std::size_t written = 0;
  while (written < stream.size()) {
    const std::int64_t accepted =
        sink.write(sink.ctx, stream.data() + written, stream.size() - written);
    if (accepted <= 0) throw Transient("the host did not accept the state");
    written += static_cast<std::size_t>(accepted);
  }
}

/* Read the host's source to its end and unwrap the fields. */
inline Reader read_state(const ag_source& source) {
  std::string stream;
  char chunk[4096];
  for (;;) {
    const std::int64_t size = source.read(source.ctx, chunk, sizeof chunk);
    if (size < 0) throw Transient("the host could not read the state");
    if (size == 0) break;
    stream.append(chunk, static_cast<std::size_t>(size));
  }
  if (stream.compare(0, state_magic.size(), state_magic) != 0) {
    throw Rejected("not a state written by the ArchGym SDK");
  }
  Reader header(stream.substr(state_magic.size()));
  const std::uint64_t size = header.u64();
  const std::uint64_t hash = header.u64();
  std::string fields = stream.substr(state_magic.size() + 16);
  if (fields.size() != size) {
    throw Rejected("the state has " + std::to_string(fields.size()) + " bytes, expected " +
                   std::to_string(size));
  }
  if (fnv1a(fields) != hash) throw Rejected("the state is damaged: its hash differs");
  return Reader(std::move(fields));
}

/* Detection of the member functions. */
template <class T>
using Saves = decltype(std::declval<const T&>().save(std::declval<Writer&>()));
template <class T>
using Loads = decltype(std::declval<T&>().load(std::declval<Reader&>()));

/* Trailing fields mean that reader and writer disagree. */
inline void check_end(const Reader& reader) {
  if (!reader.at_end()) throw Rejected("the state has more fields than load() reads");
}

/* Call object.load() on a stream. */
template <class T>
void load_state(T& object, const ag_source& source) {
  Reader reader = read_state(source);
  object.load(reader);
  check_end(reader);
}

template <class T>
void save_state(const T& object, const ag_sink& sink) {
  Writer writer;
  object.save(writer);
  write_state(sink, writer);
}

}  // namespace detail
}  // namespace archgym

#endif
