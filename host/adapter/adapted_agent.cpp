#include "adapter/adapted_agent.hpp"

#include <utility>

namespace archgym::host {
namespace {

struct Instance {
  const ag_host* host;
  std::unique_ptr<AdaptedAgent> adapted;
};

Instance& instance(ag_agent* agent) {
  return *reinterpret_cast<Instance*>(agent);
}

// Instances are made by wrap(), not through the table.
ag_status create(const ag_host*, const ag_problem*, const ag_value*, std::uint64_t, std::uint64_t,
                 ag_agent**, ag_error* error) noexcept {
  return archgym::detail::report(error, AG_E_UNSUPPORTED, "an adapter makes its instances itself");
}

void destroy(ag_agent* agent) noexcept {
  delete &instance(agent);
}

ag_status ask(ag_agent* agent, ag_ctx* context, ag_proposal* const* out, std::uint64_t count,
              std::uint64_t* filled, ag_error* error) noexcept {
  return archgym::detail::guarded(error, [&]() -> ag_status {
    archgym::Call call(instance(agent).host, context);
    const Asked asked = instance(agent).adapted->ask({out, static_cast<std::size_t>(count)}, call);
    *filled = asked.filled;
    if (asked.finished) return AG_DONE;
    return asked.filled == 0 ? AG_AGAIN : AG_OK;
  });
}

ag_status tell(ag_agent* agent, ag_ctx* context, const ag_trial* const* trials, std::uint64_t count,
               ag_error* error) noexcept {
  return archgym::detail::guarded(error, [&] {
    archgym::Call call(instance(agent).host, context);
    instance(agent).adapted->tell(archgym::Trials(trials, count), call);
    return AG_OK;
  });
}

ag_status save(ag_agent* agent, ag_ctx*, const ag_sink* sink, ag_error* error) noexcept {
  return archgym::detail::guarded(error, [&] {
    archgym::Writer writer;
    instance(agent).adapted->save(writer);
    archgym::detail::write_state(*sink, writer);
    return AG_OK;
  });
}

ag_status load(ag_agent* agent, ag_ctx*, const ag_source* source, ag_error* error) noexcept {
  return archgym::detail::guarded(error, [&] {
    archgym::detail::load_state(*instance(agent).adapted, *source);
    return AG_OK;
  });
}

constexpr ag_agent_factory k_factory = {
    sizeof(ag_agent_factory), 0, create, destroy, ask, tell, save, load, nullptr};

}  // namespace

Agent wrap(const HostServices& services, std::unique_ptr<AdaptedAgent> adapted, std::string name) {
  auto* made = new Instance{&services.table(), std::move(adapted)};
  return {&k_factory, reinterpret_cast<ag_agent*>(made), std::move(name)};
}

}  // namespace archgym::host
