#include "adapter/adapted_environment.hpp"

#include <new>
#include <system_error>
#include <utility>

namespace archgym::host {
namespace {

struct Instance {
  const ag_host* host;
  std::unique_ptr<AdaptedEnvironment> adapted;
};

Instance& instance(ag_env* env) {
  return *reinterpret_cast<Instance*>(env);
}

// Instances are made by wrap(), not through the table.
ag_status create(const ag_host*, const ag_env_setup*, ag_env**, ag_error* error) noexcept {
  return archgym::detail::report(error, AG_E_UNSUPPORTED, "an adapter makes its instances itself");
}

void destroy(ag_env* env) noexcept {
  delete &instance(env);
}

// What the machine has no room for is not the fault of the design.
void evaluate_one(Instance& it, const archgym::Request& request, archgym::Result& result,
                  archgym::Call& call) try {
  it.adapted->evaluate(request, result, call);
} catch (const std::system_error& error) {
  if (!is_of_the_machine(error.code().value())) throw;
  throw archgym::Transient(error.what());
} catch (const std::bad_alloc&) {
  throw archgym::Transient("no memory is left");
}

ag_status evaluate(ag_env* env, ag_ctx* context, const ag_eval_request* const* requests,
                   ag_eval_result* const* results, std::uint64_t count, ag_error*) noexcept {
  archgym::Call call(instance(env).host, context);
  for (std::uint64_t i = 0; i < count; ++i) {
    archgym::Result result(results[i]);
    results[i]->status = AG_OK;
    const ag_status thrown = archgym::detail::guarded(results[i]->error, [&] {
      evaluate_one(instance(env), archgym::Request(requests[i]), result, call);
      return AG_OK;
    });
    if (thrown != AG_OK) results[i]->status = thrown;
  }
  return AG_OK;
}

constexpr ag_env_factory k_factory = {
    sizeof(ag_env_factory), 0, create, destroy, evaluate, nullptr};

}  // namespace

Environment wrap(const HostServices& services, std::unique_ptr<AdaptedEnvironment> adapted) {
  auto* made = new Instance{&services.table(), std::move(adapted)};
  return {&k_factory, reinterpret_cast<ag_env*>(made)};
}

}  // namespace archgym::host
