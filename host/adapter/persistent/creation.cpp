#include "adapter/persistent/creation.hpp"

#include <archgym/error.hpp>
#include <string>
#include <vector>

#include "adapter/persistent/answer.hpp"

namespace archgym::host {

std::function<void(std::string_view)> log_of(const HostServices& services,
                                             const Manifest& manifest) {
  return [&services, name = manifest.name](std::string_view line) {
    services.log(AG_LOG_DEBUG, name, line);
  };
}

void check_created(const boost::json::object& answer) {
  const std::vector<std::string> kinds{"error"};
  const auto kind = kind_of(answer, kinds);
  if (!kind) throw archgym::Unreadable("answer to create: " + kind.error().message);
  if (*kind == "error") throw archgym::InvalidArgument(reason_text(answer.at(*kind)));
}

Result<void> created(const std::function<void()>& create) {
  try {
    create();
    return {};
  } catch (const archgym::InvalidArgument& error) {
    return bad_input(std::string("cannot be created: ") + error.what());
  } catch (const std::exception& error) {
    return failure(std::string("cannot be created: ") + error.what());
  }
}

}  // namespace archgym::host
