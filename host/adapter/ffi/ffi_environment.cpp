#include "adapter/ffi/ffi_environment.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "adapter/examples.hpp"
#include "adapter/ffi/foreign_library.hpp"
#include "adapter/ffi/function.hpp"
#include "adapter/ffi/plan.hpp"
#include "adapter/ffi/prototype.hpp"
#include "json/member.hpp"
#include "plugin/declared_space.hpp"

namespace archgym::host {
namespace ffi {
namespace {

namespace json = boost::json;

// What `init` made, given back in the end.
class Handle {
 public:
  Handle() = default;
  Handle(const void* handle, Function::Address destroy) : handle_(handle), destroy_(destroy) {}
  Handle(Handle&& other) noexcept
      : handle_(other.handle_), destroy_(std::exchange(other.destroy_, nullptr)) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (destroy_) reinterpret_cast<void (*)(const void*)>(destroy_)(handle_);
  }

  const void* get() const { return handle_; }

 private:
  const void* handle_ = nullptr;
  Function::Address destroy_ = nullptr;
};

class FfiEnvironment final : public AdaptedEnvironment {
 public:
  FfiEnvironment(std::shared_ptr<const Space> space, Results results,
                 std::unique_ptr<Function> function, Handle handle)
      : space_(std::move(space)),
        results_(std::move(results)),
        function_(std::move(function)),
        handle_(std::move(handle)),
        numbers_(space_->size()) {}

  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call&) override {
    for (std::size_t i = 0; i < numbers_.size(); ++i) numbers_[i] = number_of(request[i]);
    function_->call({&request, numbers_, handle_.get(), {}});
    results_.judge(
        numbers_, [this](const Place& place) { return function_->number(place); }, result);
  }

 private:
  std::shared_ptr<const Space> space_;
  Results results_;
  std::unique_ptr<Function> function_;
  Handle handle_;
  std::vector<double> numbers_;  // the parameters
};

// Makes the parts of an environment from a plan.
class Builder {
 public:
  Builder(const HostServices& services, const Manifest& manifest, const ForeignLibrary& library)
      : services_(services), manifest_(manifest), library_(library) {}

  Result<std::unique_ptr<AdaptedEnvironment>> build(Plan plan) const {
    auto function = prepare(std::move(plan.function));
    if (!function) return tl::unexpected(function.error());
    auto handle = make_handle(plan);
    if (!handle) return tl::unexpected(handle.error());
    return std::make_unique<FfiEnvironment>(manifest_.space, std::move(plan.results),
                                            std::move(*function), std::move(*handle));
  }

 private:
  Result<std::unique_ptr<Function>> prepare(Signature signature) const {
    auto address = library_.function(signature.name);
    if (!address) return tl::unexpected(address.error());
    auto checked = check_prototype(library_.file(), signature);
    if (!checked) return tl::unexpected(checked.error());
    if (*checked == Prototype::unknown) {
      services_.log(AG_LOG_DEBUG, "ffi",
                    library_.file().string() + ": no debug information about " + signature.name +
                        "(), so its prototype is not checked");
    }
    return Function::prepare(std::move(signature), *address, manifest_.path.parent_path());
  }

  Result<Handle> make_handle(Plan& plan) const {
    std::optional<Function::Address> destroy;
    if (!plan.destroy.empty()) {
      auto address = library_.function(plan.destroy);
      if (!address) return tl::unexpected(address.error());
      destroy = *address;
    }
    const void* handle = nullptr;
    if (plan.init) {
      auto made = call_init(plan);
      if (!made) return tl::unexpected(made.error());
      handle = *made;
    }
    return Handle(handle, destroy.value_or(nullptr));
  }

  Result<const void*> call_init(Plan& plan) const {
    auto init = prepare(std::move(*plan.init));
    if (!init) return tl::unexpected(init.error());
    try {
      (*init)->call({});
    } catch (const archgym::Error& error) {
      return bad_input(error.what());
    }
    auto ok = plan.init_ok->check([&](const Place& place) { return (*init)->number(place); });
    if (!ok) return tl::unexpected(ok.error());
    return handle_of(**init);
  }

  // A pointer that is returned, or else the first that is written.
  static Result<const void*> handle_of(const Function& init) {
    const Signature& signature = init.signature();
    const auto holds_handle = [&](std::size_t i) {
      const Argument& argument = signature[i];
      return argument.pass == Pass::out && !argument.structure &&
             argument.cells[0].type == Scalar::pointer;
    };
    std::optional<std::size_t> found;
    if (signature.returned && holds_handle(signature.arguments.size())) {
      found = signature.arguments.size();
    }
    for (std::size_t i = 0; i < signature.arguments.size() && !found; ++i) {
      if (holds_handle(i)) found = i;
    }
    if (!found) return nullptr;
    const void* handle = init.pointer(*found);
    if (!handle) return bad_input(signature.name + "() gave NULL instead of a handle");
    return handle;
  }

  const HostServices& services_;
  const Manifest& manifest_;
  const ForeignLibrary& library_;
};

// The config of an example, with the user's library.
Result<json::object> example_config(const Manifest& manifest, const Example& example,
                                    const json::object& config) {
  auto complete = complete_config(manifest, example.config);
  const std::string key = text_at(object_at(manifest.descriptor, "library"), "config");
  if (complete && config.contains(key)) (*complete)[key] = config.at(key);
  return complete;
}

// On the instance, or on one of its own where the example has another config.
Result<void> check_one(const HostServices& services, const Manifest& manifest,
                       const json::object& config, const Example& example,
                       Environment& environment) {
  auto wanted = example_config(manifest, example, config);
  if (!wanted) return tl::unexpected(wanted.error());
  Manifest settled = manifest;
  if (auto done = settle_space(settled, *wanted, example.workload); !done) return done;
  if (*wanted == config) return check_example(environment, settled, example);
  auto adapted = adapt_function(services, settled, *wanted);
  if (!adapted) return tl::unexpected(adapted.error());
  Environment other = wrap(services, std::move(*adapted));
  return check_example(other, settled, example);
}

}  // namespace
}  // namespace ffi

Result<std::unique_ptr<AdaptedEnvironment>> adapt_function(const HostServices& services,
                                                           const Manifest& manifest,
                                                           const boost::json::object& config) {
  auto plan = ffi::read_plan(manifest, config);
  if (!plan) return tl::unexpected(plan.error());
  auto file = ffi::find_library(manifest, config);
  if (!file) return within(manifest.path.string(), file.error());
  auto library = ffi::ForeignLibrary::load(*file);
  if (!library) return tl::unexpected(library.error());
  auto built = ffi::Builder(services, manifest, *library).build(std::move(*plan));
  if (!built) return within("environment '" + manifest.name + "'", built.error());
  return built;
}

Result<Environment> create_ffi_environment(const HostServices& services, const Manifest& manifest,
                                           const boost::json::object& config) {
  auto adapted = adapt_function(services, manifest, config);
  if (!adapted) return tl::unexpected(adapted.error());
  Environment environment = wrap(services, std::move(*adapted));
  for (std::size_t i = 0; i < manifest.examples.size(); ++i) {
    auto holds = ffi::check_one(services, manifest, config, manifest.examples[i], environment);
    if (!holds) {
      return within("environment '" + manifest.name + "' is not as its manifest says: examples[" +
                        std::to_string(i) + "]",
                    holds.error());
    }
  }
  return environment;
}

}  // namespace archgym::host
