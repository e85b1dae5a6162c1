#include "adapter/persistent/persistent_agent.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/adapted_agent.hpp"
#include "adapter/persistent/answer.hpp"
#include "adapter/persistent/conversation.hpp"
#include "adapter/persistent/creation.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr const char* k_state_format = "persistent";
constexpr std::uint64_t k_state_version = 1;

std::string_view status_text(ag_status status) {
  switch (status) {
    case AG_OK:
      return "ok";
    case AG_INFEASIBLE:
      return "infeasible";
    case AG_PENDING:
      return "pending";
    default:
      return "failed";
  }
}

json::array numbers(archgym::Span<const double> values) {
  json::array list;
  for (const double value : values) list.emplace_back(value);
  return list;
}

// The values of an ordinal.
json::array number_list(const Parameter& parameter) {
  if (!parameter.integral) return numbers({parameter.numbers.data(), parameter.numbers.size()});
  json::array list;
  for (const double number : parameter.numbers) {
    list.emplace_back(static_cast<std::int64_t>(number));
  }
  return list;
}

// The description of the problem with the values that this run leaves, where they are fewer than
// the manifest's.
json::value narrowed(json::value problem, const Space& space) {
  json::array& declared = problem.as_object().at("parameters").as_array();
  for (std::size_t k = 0; k < space.size(); ++k) {
    const Parameter& parameter = space[k];
    json::object& object = declared[k].as_object();
    switch (parameter.type) {
      case ParameterType::integer:
        object["minimum"] = static_cast<std::int64_t>(parameter.lower);
        object["maximum"] = static_cast<std::int64_t>(parameter.upper);
        break;
      case ParameterType::real:
        object["minimum"] = parameter.lower;
        object["maximum"] = parameter.upper;
        break;
      case ParameterType::ordinal:
        // A list of integers may be what is left of a range.
        for (const char* key : {"minimum", "maximum", "step", "scale"}) object.erase(key);
        object["type"] = "ordinal";
        object["values"] = number_list(parameter);
        break;
      case ParameterType::categorical:
        object["values"] = json::value_from(allowed_labels(parameter));
        break;
      default:
        break;
    }
  }
  return problem;
}

class PersistentAgent final : public AdaptedAgent {
 public:
  PersistentAgent(const HostServices& services, const Manifest& manifest, const ag_problem& problem,
                  PersistentProgram program)
      : space_(Space::of(*problem.space)),
        conversation_(std::move(program), log_of(services, manifest)) {}

  Result<void> create(json::value problem, const json::object& hyperparameters,
                      std::uint64_t seed) {
    return created([&] {
      conversation_.start();
      check_created(conversation_.exchange({{"method", "create"},
                                            {"protocol", k_protocol},
                                            {"problem", narrowed(std::move(problem), space_)},
                                            {"hyperparameters", hyperparameters},
                                            {"seed", seed}},
                                           [] {}));
    });
  }

  Asked ask(std::span<ag_proposal* const> proposals, archgym::Call& call) override {
    json::array trials;
    for (const ag_proposal* proposal : proposals) trials.emplace_back(proposal->trial_id);
    json::object answer =
        exchange({{"method", "ask"}, {"count", proposals.size()}, {"trial_ids", std::move(trials)}},
                 [&call] { call.poll(); });
    bool finished = false;
    if (const json::value* done = answer.if_contains("done")) {
      if (!done->is_bool()) throw archgym::Unreadable("done: expected true or false");
      finished = done->get_bool();
      answer.erase("done");
    }
    const json::value points = expected(answer, "points");
    if (!points.is_array()) throw archgym::Unreadable("points: expected a list");
    propose(points.get_array(), proposals);
    return {points.get_array().size(), finished};
  }

  void tell(const archgym::Trials& trials, archgym::Call& call) override {
    json::array told;
    for (const archgym::Trial trial : trials) {
      const archgym::Values point = trial.parameters();
      told.push_back(json::object{{"id", trial.id()},
                                  {"parameters", space_.to_json({point.data(), point.size()})},
                                  {"status", status_text(trial.status())},
                                  {"objectives", numbers(trial.objectives())},
                                  {"constraints", numbers(trial.constraints())},
                                  {"fidelity", trial.fidelity()}});
    }
    expected_nothing(
        exchange({{"method", "tell"}, {"trials", std::move(told)}}, [&call] { call.poll(); }));
  }

  // A run that is being stopped saves, too: no asking whether to go on.
  void save(archgym::Writer& out) override {
    const json::value state = expected(exchange({{"method", "save"}}, [] {}), "state");
    out.begin(k_state_format, k_state_version);
    out.text(compact(state));
  }

  void load(archgym::Reader& in) override {
    in.begin(k_state_format, k_state_version);
    auto state = parse(in.text(), "state");
    if (!state) throw archgym::Rejected(state.error().message);
    expected_nothing(exchange({{"method", "load"}, {"state", std::move(*state)}}, [] {}));
  }

 private:
  json::object exchange(json::object request, const std::function<void()>& waiting) {
    if (!conversation_.running()) throw archgym::InstanceDead("its program has ended");
    json::object answer = conversation_.exchange(std::move(request), waiting);
    if (const json::value* reason = answer.if_contains("unsupported")) {
      throw archgym::Unsupported(reason_text(*reason));
    }
    if (const json::value* reason = answer.if_contains("error")) {
      throw archgym::InstanceDead(reason_text(*reason));
    }
    return answer;
  }

  // The one member that the answer has.
  static json::value expected(const json::object& answer, const std::string& name) {
    const std::vector<std::string> kinds{name, "error", "unsupported"};
    const auto kind = kind_of(answer, kinds);
    if (!kind) throw archgym::Unreadable(kind.error().message);
    if (kind->empty()) throw archgym::Unreadable("the answer has no '" + name + "'");
    return answer.at(name);
  }

  static void expected_nothing(const json::object& answer) {
    const std::vector<std::string> kinds{"error", "unsupported"};
    if (auto kind = kind_of(answer, kinds); !kind) throw archgym::Unreadable(kind.error().message);
  }

  void propose(const json::array& points, std::span<ag_proposal* const> proposals) const {
    if (points.size() > proposals.size()) {
      throw archgym::Unreadable("it proposes " + std::to_string(points.size()) +
                                " points, but only " + std::to_string(proposals.size()) +
                                " were asked for");
    }
    for (std::size_t k = 0; k < points.size(); ++k) {
      const auto point = read_point(points[k], space_);
      if (!point) {
        throw archgym::Unreadable("points[" + std::to_string(k) + "]: " + point.error().message);
      }
      std::ranges::copy(*point, proposals[k]->parameters);
    }
  }

  Space space_;
  Conversation conversation_;
};

}  // namespace

Result<Agent> create_persistent_agent(const HostServices& services, const Manifest& manifest,
                                      const ag_problem& problem,
                                      std::span<const ag_value> hyperparameters,
                                      std::uint64_t seed) {
  auto program = persistent_program(manifest, {});
  if (!program) return tl::unexpected(program.error());
  auto description = parse(problem.json, "problem");
  if (!description) return tl::unexpected(description.error());
  auto agent = std::make_unique<PersistentAgent>(services, manifest, problem, std::move(*program));
  const auto created =
      agent->create(std::move(*description), manifest.space->to_json(hyperparameters), seed);
  if (!created) return within("agent '" + manifest.name + "'", created.error());
  return wrap(services, std::move(agent), manifest.name);
}

}  // namespace archgym::host
