// Results with an error that a person can act on.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace archgym::host {

// Whose fault it is, which decides the exit code: input 2, failure 1, machine 75. The machine's: it
// may be able to do it later, as when no disk space, descriptor, process or memory is left.
enum class Fault { input, failure, machine };

struct Error {
  Fault fault = Fault::failure;
  // One message: what is wrong, where, what was expected, the nearest valid name.
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> bad_input(std::string message) {
  return tl::unexpected(Error{Fault::input, std::move(message)});
}

inline tl::unexpected<Error> failure(std::string message) {
  return tl::unexpected(Error{Fault::failure, std::move(message)});
}

inline tl::unexpected<Error> machine_failure(std::string message) {
  return tl::unexpected(Error{Fault::machine, std::move(message)});
}

// An error number of the system that says that.
bool is_of_the_machine(int number);

// "<what>: <what errno means>"; whose fault it is follows from the number.
tl::unexpected<Error> system_failure(std::string_view what, int number);

// The same error with "<where>: " in front of its message.
inline tl::unexpected<Error> within(std::string_view where, Error error) {
  error.message.insert(0, std::string(where) + ": ");
  return tl::unexpected(std::move(error));
}

}  // namespace archgym::host
