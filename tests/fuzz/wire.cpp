// What arrives from a worker, or at one: messages, and each kind of body.
#include <array>
#include <cstring>

#include "evaluate/hello.hpp"
#include "evaluate/wire.hpp"
#include "fuzz.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

namespace {

constexpr std::array<std::size_t, 3> k_rows{2, 0, 3};

void read_body(std::string_view body) {
  Batch batch(2, 2);
  if (wire::read_evaluate(body, batch)) expect(batch.size() > 0, "a call has rows");
  Batch results(2, 2);
  results.resize(4);
  if (wire::read_results(body, results, k_rows)) {
    for (const std::size_t row : k_rows) {
      expect(!to_text(results.outcome(row).status).empty(), "a status that has a name");
    }
  }
  if (const auto log = wire::read_log(body)) {
    expect(log->component.size() + log->text.size() <= body.size(), "a log line is in its message");
  }
  if (const auto hello = hello_from_text(body)) (void)to_text(*hello);
  expect(!refusal_from_text(body).message.empty(), "a refusal says something");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = archgym::fuzz::text_of(data, size);
  read_body(text);
  // The same bytes in pieces, as a socket brings them.
  wire::Reader reader;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t piece = std::min<std::size_t>(text.size() - at, 1 + (text[at] & 31));
    const auto space = reader.space(piece);
    std::memcpy(space.data(), text.data() + at, piece);
    reader.received(piece);
    at += piece;
    for (auto message = reader.next();; message = reader.next()) {
      if (!message) return 0;
      if (!*message) break;
      read_body((*message)->body);
    }
  }
  return 0;
}
