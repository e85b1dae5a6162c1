#include "base/result.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace archgym::host {
namespace {

// What a machine runs out of, and file systems that are away or broken.
constexpr std::array k_of_the_machine{EAGAIN, ENOMEM, EMFILE,    ENFILE,       ENOSPC, EDQUOT,
                                      EIO,    ESTALE, ETIMEDOUT, EHOSTUNREACH, EROFS,  ETXTBSY};

}  // namespace

bool is_of_the_machine(int number) {
  return std::ranges::find(k_of_the_machine, number) != k_of_the_machine.end();
}

tl::unexpected<Error> system_failure(std::string_view what, int number) {
  return tl::unexpected(Error{is_of_the_machine(number) ? Fault::machine : Fault::failure,
                              std::string(what) + ": " + std::generic_category().message(number)});
}

}  // namespace archgym::host
