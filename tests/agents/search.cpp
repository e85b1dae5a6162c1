#include "agents/search.hpp"

#include <memory>
#include <stdexcept>

namespace archgym::host::test {
namespace {

std::unique_ptr<const AgentLibrary>& loaded() {
  static std::unique_ptr<const AgentLibrary> library;
  return library;
}

}  // namespace

void load_agent(const std::filesystem::path& library, boost::json::object hyperparameters) {
  loaded() = std::make_unique<const AgentLibrary>(library, std::move(hyperparameters));
}

const AgentLibrary& agent() {
  if (loaded() == nullptr) throw std::runtime_error("no agent is given: --agent LIBRARY");
  return *loaded();
}

}  // namespace archgym::host::test
