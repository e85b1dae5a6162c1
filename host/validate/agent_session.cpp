#include "validate/agent_session.hpp"

#include <archgym/episode.h>

#include <cstdlib>
#include <limits>
#include <stdexcept>

#include "adapter/create.hpp"
#include "plugin/discovery.hpp"
#include "plugin/error_text.hpp"
#include "plugin/host_services.hpp"
#include "plugin/library.hpp"
#include "validate/problem_json.hpp"
#include "validate/streams.hpp"

namespace archgym::host::validation {
namespace {

// Values behind a proposal, which it must not write.
constexpr std::size_t k_guards = 2;

const HostServices& services() {
  static const HostServices silent({});
  return silent;
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
  auto manifest = find_plugin(library.string(), PluginKind::agent, {});
  if (!manifest) broken(manifest.error().message);
  load(std::move(*manifest));
}

AgentLibrary::AgentLibrary(Manifest manifest) {
  load(std::move(manifest));
}

void AgentLibrary::load(Manifest manifest) {
  manifest_ = std::move(manifest);
  if (manifest_.adapter != Adapter::none) return;
  auto factory = load_factory(manifest_, AG_AGENT_ID, AG_SIZE_UP_TO(ag_agent_factory, load));
  if (!factory) broken(factory.error().message);
  factory_ = static_cast<const ag_agent_factory*>(*factory);
}

AgentSession::AgentSession(const AgentLibrary& library, const SearchProblem& problem,
                           std::uint64_t seed, const boost::json::object& hyperparameters,
                           const ag_host* host)
    : factory_(library.factory()), problem_(problem), json_(problem_json(problem, seed)) {
  boost::json::object all = library.hyperparameters();
  for (const auto& [name, value] : hyperparameters) all[name] = value;
  auto values = library.manifest().space->parse(all);
  if (!values) broken(values.error().message);
  table_ = {sizeof(ag_problem),
            problem_.parallelism,
            problem_.lent ? problem_.lent : &problem_.space->table(),
            problem_.objectives,
            problem_.constraints,
            problem_.budget,
            json_.c_str()};
  make(library.manifest(), *values, seed, host ? *host : services().table());
}

void AgentSession::make(const Manifest& manifest, const Point& hyperparameters, std::uint64_t seed,
                        const ag_host& host) {
  if (!factory_) {
    auto agent = create_agent(services(), manifest, table_, hyperparameters, seed);
    if (!agent) throw AgentRefused(AG_E_UNSUPPORTED, agent.error().message);
    factory_ = &agent->factory();
    agent_ = std::move(*agent).release();
    return;
  }
  ErrorText error;
  status_ = factory_->create(&host, &table_, hyperparameters.data(), hyperparameters.size(), seed,
                             &agent_, given(error));
  if (status_ != AG_OK || agent_ == nullptr) {
    throw AgentRefused(status_, "create: " + error.text(status_name(status_)));
  }
}

AgentSession::~AgentSession() {
  factory_->destroy(agent_);
}

std::vector<Proposed> AgentSession::ask(std::uint64_t count) {
  std::vector<Proposed> proposed = ask_unchecked(count);
  for (Proposed& one : proposed) one = checked(std::move(one));
  return proposed;
}

std::vector<Proposed> AgentSession::ask_unchecked(std::uint64_t count) {
  // What a careless agent leaves untouched must not look like a value.
  ag_value poison{};
  poison.kind = 0xdead;
  poison.flags = 0xbeef;
  const std::size_t size = problem_.space->size();
  std::vector<Point> points(count, Point(size + k_guards, poison));
  std::vector<ag_proposal> proposals(count);
  std::vector<ag_proposal*> pointers(count);
  for (std::uint64_t k = 0; k < count; ++k) {
    proposals[k] = {sizeof(ag_proposal), 0, next_trial_ + k, points[k].data(), size};
    pointers[k] = &proposals[k];
  }
  std::uint64_t filled = 0;
  ErrorText error;
  status_ = factory_->ask(agent_, &call_, pointers.data(), count, &filled, given(error));
  if (status_ < 0) broken("ask: " + error.text(status_name(status_)));
  if (status_ != AG_OK && status_ != AG_AGAIN && status_ != AG_DONE) {
    broken("ask returned status " + std::to_string(status_));
  }
  if (filled > count) broken("ask filled more proposals than it was given");
  if (status_ == AG_OK && filled == 0) broken("ask returned AG_OK without a proposal");

  std::vector<Proposed> result;
  for (std::uint64_t k = 0; k < filled; ++k) {
    for (std::size_t guard = size; guard < points[k].size(); ++guard) {
      overran_ = overran_ || points[k][guard].kind != poison.kind;
    }
    points[k].resize(size);
    result.push_back({proposals[k].trial_id, std::move(points[k]), false});
  }
  next_trial_ += filled;
  return result;
}

Proposed AgentSession::checked(Proposed proposed) const {
  for (const ag_value& value : proposed.point) {
    if (value.flags != 0) broken("a proposed value has flags");
  }
  const ag_status canonical = problem_.space->canonicalise(proposed.point);
  if (canonical < 0) {
    broken("proposal " + std::to_string(proposed.trial_id) +
           ": a proposed value is not one of the space");
  }
  proposed.feasible = canonical == AG_OK;
  return proposed;
}

const void* AgentSession::extension(const char* id) const {
  if (!AG_HAS(ag_agent_factory, factory_, get_extension)) return nullptr;
  return factory_->get_extension(agent_, id);
}

std::uint64_t AgentSession::previous(std::uint64_t trial) {
  const auto* episode = static_cast<const ag_agent_episode*>(extension(AG_AGENT_EPISODE_ID));
  return AG_HAS(ag_agent_episode, episode, previous) ? episode->previous(agent_, trial) : trial;
}

void AgentSession::tell(const std::vector<Told>& trials) {
  const std::vector<double> unknown(problem_.objectives + problem_.constraints,
                                    std::numeric_limits<double>::quiet_NaN());
  std::vector<ag_trial> table;
  for (const Told& told : trials) {
    const bool ok = told.status == AG_OK || told.status == AG_DONE;
    table.push_back({sizeof(ag_trial), told.status, told.trial_id, told.point.data(),
                     told.point.size(), ok ? told.objectives.data() : unknown.data(),
                     problem_.objectives, ok ? told.constraints.data() : unknown.data(),
                     problem_.constraints, told.fidelity});
  }
  std::vector<const ag_trial*> pointers;
  pointers.reserve(table.size());
  for (const ag_trial& trial : table) pointers.push_back(&trial);
  ErrorText error;
  const ag_status status =
      factory_->tell(agent_, &call_, pointers.data(), pointers.size(), given(error));
  if (status != AG_OK) broken("tell: " + error.text(status_name(status)));
}

std::string AgentSession::save() {
  std::string state;
  ErrorText error;
  if (factory_->save(agent_, &call_, StringSink(state).get(), given(error)) != AG_OK) {
    broken("save: " + error.text(""));
  }
  return state;
}

ag_status AgentSession::load(std::string_view state) {
  ErrorText error;
  const ag_status status = factory_->load(agent_, &call_, StringSource(state).get(), given(error));
  message_ = error.text("");
  return status;
}

std::shared_ptr<const Space> make_space(std::string_view parameters, std::string_view constraints) {
  auto space = Space::from_json(boost::json::parse(parameters).as_array(),
                                boost::json::parse(constraints).as_array(), "test");
  if (!space) broken(space.error().message);
  return std::make_shared<const Space>(std::move(*space));
}

}  // namespace archgym::host::validation
