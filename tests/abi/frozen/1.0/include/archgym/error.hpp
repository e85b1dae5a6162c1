/*
 * archgym/error.hpp - how a plugin in C++ says that something did not work: it throws.
 *
 * Every function that the host calls runs inside a guard that turns an exception into the status
 * and the message of the C ABI, so nothing ever crosses the boundary (AG-ABI-4):
 *
 *   thrown              status            what the host does next
 *   Infeasible          AG_INFEASIBLE     records the design point as having no result
 *   Failed              AG_FAILED         records that the simulator did not get through
 *   Unreadable          AG_UNREADABLE     records that the simulator's output makes no sense
 *   Cancelled           AG_CANCELLED      stops; thrown by Call::poll(), let it pass
 *   InvalidArgument     AG_E_INVALID      reports a broken contract; state unchanged
 *   Unsupported         AG_E_UNSUPPORTED  does without; state unchanged
 *   Rejected            AG_E_REJECTED     refuses the bytes given to load(); state unchanged
 *   Transient           AG_E_TRANSIENT    may try the same call again later
 *   InstanceDead        AG_E_INSTANCE     destroys this instance and creates another
 *   ProcessSuspect      AG_E_PROCESS      replaces the whole process
 *   std::exception      AG_E_INSTANCE     as InstanceDead: nobody vouches for the state
 *   anything else       AG_E_INSTANCE     as InstanceDead, without a message of its own
 */
#ifndef ARCHGYM_ERROR_HPP
#define ARCHGYM_ERROR_HPP

#include "cpp.hpp"
#include "status.h"

#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace archgym {

/* Base of the exceptions that name a status. Throw one of the types below. */
class Error : public std::runtime_error {
 public:
  ag_status status() const noexcept { return status_; }

 protected:
  Error(ag_status status, const std::string& message)
      : std::runtime_error(message), status_(status) {}

 private:
  ag_status status_;
};

template <ag_status Status>
class StatusError : public Error {
 public:
  explicit StatusError(const std::string& message) : Error(Status, message) {}
};

using Infeasible = StatusError<AG_INFEASIBLE>;
using Failed = StatusError<AG_FAILED>;
using Unreadable = StatusError<AG_UNREADABLE>;
using Cancelled = StatusError<AG_CANCELLED>;
using InvalidArgument = StatusError<AG_E_INVALID>;
using Unsupported = StatusError<AG_E_UNSUPPORTED>;
using Rejected = StatusError<AG_E_REJECTED>;
using Transient = StatusError<AG_E_TRANSIENT>;
using InstanceDead = StatusError<AG_E_INSTANCE>;
using ProcessSuspect = StatusError<AG_E_PROCESS>;

namespace detail {

/* Put a status and its text into the caller's ag_error, which may be absent, old or too small; a
 * text that does not fit is cut between two characters. Returns the status. */
inline ag_status report(ag_error* error, ag_status status, std::string_view text) noexcept {
  if (error == nullptr || error->struct_size < AG_SIZE_UP_TO(ag_error, length)) return status;
  std::size_t size = text.size();
  if (error->message == nullptr) {
    size = 0;
  } else if (size > error->capacity) {
    size = static_cast<std::size_t>(error->capacity);
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0u) == 0x80u) --size;
  }
  if (size > 0) std::memcpy(error->message, text.data(), size);
  error->length = size;
  error->status = status;
  return status;
}

/* Run `call`, which returns a status, and turn what it throws into a status and a text. */
template <class F>
ag_status guarded(ag_error* error, F&& call) noexcept {
  try {
    return call();
  } catch (const Error& e) {
    return report(error, e.status(), e.what());
  } catch (const std::exception& e) {
    return report(error, AG_E_INSTANCE, e.what());
  } catch (...) {
    return report(error, AG_E_INSTANCE, "the plugin threw something that is not a std::exception");
  }
}

}  // namespace detail
}  // namespace archgym

#endif
