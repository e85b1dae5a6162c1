#include "plugin/error_text.hpp"

namespace archgym::host {
namespace {

const char* symbol(ag_status status) {
  switch (status) {
    case AG_OK:
      return "AG_OK";
    case AG_INFEASIBLE:
      return "AG_INFEASIBLE";
    case AG_CANCELLED:
      return "AG_CANCELLED";
    case AG_DONE:
      return "AG_DONE";
    case AG_AGAIN:
      return "AG_AGAIN";
    case AG_PENDING:
      return "AG_PENDING";
    case AG_FAILED:
      return "AG_FAILED";
    case AG_UNREADABLE:
      return "AG_UNREADABLE";
    case AG_E_INVALID:
      return "AG_E_INVALID";
    case AG_E_UNSUPPORTED:
      return "AG_E_UNSUPPORTED";
    case AG_E_REJECTED:
      return "AG_E_REJECTED";
    case AG_E_TRANSIENT:
      return "AG_E_TRANSIENT";
    case AG_E_INSTANCE:
      return "AG_E_INSTANCE";
    case AG_E_PROCESS:
      return "AG_E_PROCESS";
    default:
      return "unknown status";
  }
}

}  // namespace

std::string status_name(ag_status status) {
  return std::string(symbol(status)) + " (" + std::to_string(status) + ")";
}

std::string create_failure(const ErrorText& error, ag_status status) {
  return status == AG_OK ? "it returned AG_OK without an instance"
                         : error.text(status_name(status));
}

}  // namespace archgym::host
