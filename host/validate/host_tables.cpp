#include "validate/host_tables.hpp"

#include <csignal>
#include <exception>
#include <limits>

namespace archgym::host::validation {
namespace {

// Whoever calls what is not there would end like this with a real host.
[[noreturn]] void not_there() {
  std::raise(SIGSEGV);
  std::terminate();
}

const void* extension_not_there(const ag_host*, const char*) {
  not_there();
}

}  // namespace

OlderHost::OlderHost(const ag_host& today) : table_(today) {
  table_.struct_size = AG_SIZE_UP_TO(ag_host, thread_budget);
  table_.get_extension = extension_not_there;
}

NewerHost::NewerHost(const ag_host& today) : table_{today, {}} {
  table_.known.struct_size = sizeof(table_);
  for (auto& member : table_.unknown) member = not_there;
}

OtherSpace::OtherSpace(const ag_space& today, bool newer) : table_(today) {
  for (std::uint64_t k = 0; k < today.parameter_count; ++k) {
    Row row{*today.parameters[k], {}};
    for (auto& member : row.unknown) member = std::numeric_limits<std::uint64_t>::max();
    row.known.struct_size = newer ? sizeof(Row) : AG_SIZE_UP_TO(ag_parameter, initial);
    // Before it had the fidelity, a host left anything there.
    if (!newer) row.known.fidelity = row.known.reserved = std::numeric_limits<std::uint32_t>::max();
    rows_.push_back(row);
  }
  for (const Row& row : rows_) pointers_.push_back(&row.known);
  table_.parameters = pointers_.data();
}

}  // namespace archgym::host::validation
