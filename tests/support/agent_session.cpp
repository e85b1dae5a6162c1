#include "support/agent_session.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "plugin/host_services.hpp"

namespace archgym::host::test {
namespace {

const HostServices& services() {
  static const HostServices silent({});
  return silent;
}

ag_ctx* context() {
  static ag_ctx call;
  return &call;
}

class ErrorBuffer {
 public:
  ag_error* get() { return &error_; }
  std::string text() const { return {buffer_, static_cast<std::size_t>(error_.length)}; }

 private:
  char buffer_[512];
  ag_error error_{sizeof(ag_error), AG_OK, buffer_, sizeof buffer_, 0};
};

std::int64_t AG_CALL append(void* out, const void* bytes, std::uint64_t size) {
  // A sink may take less than it is offered.
  const std::uint64_t taken = std::min<std::uint64_t>(size, 1000);
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), taken);
  return static_cast<std::int64_t>(taken);
}

std::int64_t AG_CALL take(void* in, void* bytes, std::uint64_t size) {
  auto& rest = *static_cast<std::string_view*>(in);
  const std::size_t taken = std::min<std::size_t>({rest.size(), size, 777});
  std::memcpy(bytes, rest.data(), taken);
  rest.remove_prefix(taken);
  return static_cast<std::int64_t>(taken);
}

[[noreturn]] void broken(const std::string& what) {
  throw std::runtime_error(what);
}

}  // namespace

AgentLibrary::AgentLibrary(const std::filesystem::path& library,
                           boost::json::object hyperparameters)
    : hyperparameters_(std::move(hyperparameters)) {
  // An agent that loads agents finds its neighbours, as in the build tree and where it is
  // installed.
  setenv("ARCHGYM_PLUGIN_PATH", library.parent_path().parent_path().c_str(), 1);
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) broken(dlerror());
  const auto entry = reinterpret_cast<ag_entry_fn>(dlsym(handle, AG_ENTRY_SYMBOL));
  if (entry == nullptr) broken("no symbol " AG_ENTRY_SYMBOL);
  const ag_plugin* plugin = entry();
  factory_ = static_cast<const ag_agent_factory*>(plugin->get_factory(AG_AGENT_ID));
  if (factory_ == nullptr) broken("no factory " AG_AGENT_ID);
  const boost::json::value name = boost::json::parse(plugin->manifest_json).at("name");
  const std::string file = std::string(name.as_string()) + ".archgym.json";
  auto manifest = parse_manifest(plugin->manifest_json, library.parent_path() / file);
  if (!manifest) broken(manifest.error().message);
  manifest_ = std::move(*manifest);
}

AgentSession::AgentSession(const AgentLibrary& library, const SearchProblem& problem,
                           std::uint64_t seed, const boost::json::object& hyperparameters)
    : factory_(library.factory()), problem_(problem) {
  boost::json::object all = library.hyperparameters();
  for (const auto& [name, value] : hyperparameters) all[name] = value;
  auto values = library.manifest().space->parse(all);
  if (!values) broken(values.error().message);
  table_ = {sizeof(ag_problem),
            problem_.parallelism,
            &problem_.space->table(),
            problem_.objectives,
            problem_.constraints,
            problem_.budget,
            "{}"};
  ErrorBuffer error;
  status_ = factory_.create(&services().table(), &table_, values->data(), values->size(), seed,
                            &agent_, error.get());
  if (status_ != AG_OK) broken("create: " + error.text());
}

AgentSession::~AgentSession() {
  factory_.destroy(agent_);
}

std::vector<Proposed> AgentSession::ask(std::uint64_t count) {
  // What a careless agent leaves untouched must not look like a value.
  ag_value poison{};
  poison.kind = 0xdead;
  poison.flags = 0xbeef;
  std::vector<Point> points(count, Point(problem_.space->size(), poison));
  std::vector<ag_proposal> proposals(count);
  std::vector<ag_proposal*> pointers(count);
  for (std::uint64_t k = 0; k < count; ++k) {
    proposals[k] = {sizeof(ag_proposal), 0, next_trial_ + k, points[k].data(), points[k].size()};
    pointers[k] = &proposals[k];
  }
  std::uint64_t filled = 0;
  ErrorBuffer error;
  status_ = factory_.ask(agent_, context(), pointers.data(), count, &filled, error.get());
  if (status_ < 0) broken("ask: " + error.text());
  if (status_ != AG_OK && status_ != AG_AGAIN && status_ != AG_DONE) {
    broken("ask returned status " + std::to_string(status_));
  }
  if (filled > count) broken("ask filled more proposals than it was given");
  if (status_ == AG_OK && filled == 0) broken("ask returned AG_OK without a proposal");

  std::vector<Proposed> result;
  for (std::uint64_t k = 0; k < filled; ++k) {
    Proposed proposed;
    proposed.trial_id = proposals[k].trial_id;
    proposed.point = std::move(points[k]);
    for (const ag_value& value : proposed.point) {
      if (value.flags != 0) broken("a proposed value has flags");
    }
    const ag_status canonical = problem_.space->canonicalise(proposed.point);
    if (canonical < 0) broken("a proposed value is not one of the space");
    proposed.feasible = canonical == AG_OK;
    result.push_back(std::move(proposed));
  }
  next_trial_ += filled;
  return result;
}

void AgentSession::tell(const std::vector<Told>& trials) {
  const std::vector<double> unknown(problem_.objectives + problem_.constraints,
                                    std::numeric_limits<double>::quiet_NaN());
  std::vector<ag_trial> table;
  for (const Told& told : trials) {
    const bool ok = told.status == AG_OK;
    table.push_back({sizeof(ag_trial), told.status, told.trial_id, told.point.data(),
                     told.point.size(), ok ? told.objectives.data() : unknown.data(),
                     problem_.objectives, ok ? told.constraints.data() : unknown.data(),
                     problem_.constraints, told.fidelity});
  }
  std::vector<const ag_trial*> pointers;
  pointers.reserve(table.size());
  for (const ag_trial& trial : table) pointers.push_back(&trial);
  ErrorBuffer error;
  const ag_status status =
      factory_.tell(agent_, context(), pointers.data(), pointers.size(), error.get());
  if (status != AG_OK) broken("tell: " + error.text());
}

std::string AgentSession::save() {
  std::string state;
  const ag_sink sink = {sizeof(ag_sink), 0, &state, append};
  ErrorBuffer error;
  if (factory_.save(agent_, context(), &sink, error.get()) != AG_OK) {
    broken("save: " + error.text());
  }
  return state;
}

ag_status AgentSession::load(std::string_view state) {
  const ag_source source = {sizeof(ag_source), 0, &state, take};
  ErrorBuffer error;
  const ag_status status = factory_.load(agent_, context(), &source, error.get());
  message_ = error.text();
  return status;
}

std::shared_ptr<const Space> make_space(std::string_view parameters, std::string_view constraints) {
  auto space = Space::from_json(boost::json::parse(parameters).as_array(),
                                boost::json::parse(constraints).as_array(), "test");
  if (!space) broken(space.error().message);
  return std::make_shared<const Space>(std::move(*space));
}

}  // namespace archgym::host::test
