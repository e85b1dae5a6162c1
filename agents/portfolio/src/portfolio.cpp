// Several agents, of which a bandit chooses one for every proposal.
//
// A member sees the whole search: its own trials, and those of the others as trials that it never
// asked. Members have trial ids of their own, because the same design may be asked of the host once
// and be proposed by several members.
#include <algorithm>
#include <archgym/agent_loader.hpp>
#include <archgym/random.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bandit.hpp"
#include "common/design_key.hpp"
#include "common/outcome.hpp"
#include "common/unseen_designs.hpp"
#include "results.hpp"

namespace {

using archgym::LoadedAgent;
using archgym::Point;
using archgym::agents::Bandit;
using archgym::agents::design_key;
using archgym::agents::Result;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t { members, window, exploration };

// A member that proposes so many known designs within one ask() has to wait for the next one.
constexpr int k_repetitions = 32;

constexpr std::uint64_t k_nobody = std::numeric_limits<std::uint64_t>::max();

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string name;
    for (const char c : list.substr(0, comma)) {
      if (c != ' ') name += c;
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      throw archgym::InvalidArgument("members: '" + name + "' is named twice");
    }
    names.push_back(name);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  if (names.empty()) {
    throw archgym::InvalidArgument("members: expected names of agents, separated by commas");
  }
  return names;
}

class Portfolio {
 public:
  explicit Portfolio(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        members_(load_members(setup)),
        bandit_(members_.size(), static_cast<std::size_t>(setup.hyperparameters().integer(window)),
                setup.hyperparameters().real(exploration)),
        designs_(space_, setup.seed()) {}

  void ask(archgym::Proposals& proposals, archgym::Call& call) {
    for (Member& member : members_) member.repetitions = 0;
    std::vector<bool> waiting(members_.size(), false);
    while (proposals.room() > 0) {
      const auto chosen = choose(waiting);
      if (!chosen) break;
      if (!ask_member(*chosen, proposals, call)) waiting[*chosen] = true;
    }
    // Nobody has an idea, and no result will bring one: any unseen design will do.
    if (proposals.filled() > 0 || !tickets_.empty()) return;
    Point point(space_.size());
    if (designs_.draw(point) == UnseenDesigns::Draw::none) {
      proposals.finish();
      return;
    }
    propose(point, k_nobody, next_trial_++, proposals, call);
  }

  void tell(const archgym::Trials& trials, archgym::Call& call) {
    for (const archgym::Trial trial : trials) tell_one(trial, call);
  }

  void save(archgym::Writer& out, archgym::Call& call) const {
    out.begin("portfolio", 1);
    out.u64(space_.size());
    out.u64(objectives_);
    out.u64(constraints_);
    out.u64(members_.size());
    for (const Member& member : members_) {
      out.text(member.agent.name());
      out.boolean(member.finished);
      out.text(member.agent.save(call));
    }
    out.u64(next_trial_);
    out.u64(tickets_.size());
    for (const auto& [id, ticket] : tickets_) {
      out.u64(id);
      out.u64(ticket.trial);
      out.u64(ticket.member);
    }
    out.u64(waiters_.size());
    for (const auto& [key, waiter] : waiters_) {
      out.u64(key);
      out.u64(waiter.trial);
      out.u64(waiter.member);
    }
    bandit_.save(out);
    results_.save(out);
    front_.save(out);
    designs_.save(out);
  }

  void load(archgym::Reader& in, archgym::Call& call) {
    in.begin("portfolio", 1);
    if (in.u64() != space_.size() || in.u64() != objectives_ || in.u64() != constraints_ ||
        in.u64() != members_.size()) {
      throw archgym::Rejected("the state belongs to another problem or another portfolio");
    }
    for (Member& member : members_) {
      if (in.text() != member.agent.name()) {
        throw archgym::Rejected("the state belongs to a portfolio of other members");
      }
      member.finished = in.boolean();
      member.agent.load(call, in.text());
    }
    next_trial_ = in.u64();
    for (std::uint64_t left = in.count(24); left > 0; --left) {
      const std::uint64_t id = in.u64();
      tickets_[id] = load_ticket(in);
    }
    for (std::uint64_t left = in.count(24); left > 0; --left) {
      const std::uint64_t key = in.u64();
      waiters_.emplace(key, load_ticket(in));
    }
    bandit_.load(in);
    results_.load(in, objectives_, constraints_);
    front_.load(in, objectives_, constraints_);
    designs_.load(in);
  }

 private:
  struct Member {
    LoadedAgent agent;
    bool finished = false;
    int repetitions = 0;  // known designs that it proposed in this ask()
  };

  // A trial as the members know it, and the member that proposed it.
  struct Ticket {
    std::uint64_t trial = 0;
    std::uint64_t member = k_nobody;
  };

  static std::vector<Member> load_members(const archgym::AgentSetup& setup) {
    std::vector<Member> loaded;
    for (const std::string& name : names_in(setup.hyperparameters().text(members))) {
      const std::uint64_t seed =
          archgym::Random(setup.seed(), "portfolio.member", loaded.size()).bits64();
      loaded.push_back({LoadedAgent(setup, name, seed)});
    }
    return loaded;
  }

  Ticket load_ticket(archgym::Reader& in) const {
    Ticket ticket{in.u64(), in.u64()};
    if (ticket.member != k_nobody && ticket.member >= members_.size()) {
      throw archgym::Rejected("the state has a member that does not exist");
    }
    return ticket;
  }

  // The member with the best score; the first of equals.
  std::optional<std::size_t> choose(const std::vector<bool>& waiting) const {
    std::optional<std::size_t> best;
    for (std::size_t m = 0; m < members_.size(); ++m) {
      if (waiting[m] || members_[m].finished) continue;
      if (!best || bandit_.score(m) > bandit_.score(*best)) best = m;
    }
    return best;
  }

  // False when the member has nothing to propose for now.
  bool ask_member(std::size_t m, archgym::Proposals& proposals, archgym::Call& call) {
    Member& member = members_[m];
    const std::uint64_t trial = next_trial_++;
    auto answer = member.agent.ask(call, 1, trial);
    member.finished = answer.finished;
    if (answer.points.empty()) return false;
    Point& point = answer.points.front();
    space_.canonicalise(point);
    if (designs_.note(point)) {
      propose(point, m, trial, proposals, call);
      return true;
    }
    // The host would only repeat itself: the member gets the result that is there or on its way.
    const std::uint64_t key = design_key(point);
    if (const Result* known = results_.find(key)) {
      member.agent.tell(call, archgym::agents::trial_of(trial, point, *known));
    } else {
      waiters_.emplace(key, Ticket{trial, m});
    }
    return ++member.repetitions < k_repetitions;
  }

  // Tells the other members that the design is being evaluated, so that they leave it out.
  void propose(const Point& point, std::uint64_t m, std::uint64_t trial,
               archgym::Proposals& proposals, archgym::Call& call) {
    tickets_[proposals.add(point)] = {trial, m};
    if (m != k_nobody) bandit_.pulled(m);
    const Result pending = unknown(AG_PENDING);
    const ag_trial told = archgym::agents::trial_of(trial, point, pending);
    for (std::size_t other = 0; other < members_.size(); ++other) {
      if (other != m) members_[other].agent.tell(call, told);
    }
  }

  Result unknown(ag_status status) const {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    return {status, std::vector<double>(objectives_, nan), std::vector<double>(constraints_, nan),
            1};
  }

  void tell_one(const archgym::Trial& trial, archgym::Call& call) {
    designs_.note(trial.parameters());
    auto place = tickets_.find(trial.id());
    if (place == tickets_.end()) {
      place = tickets_.emplace(trial.id(), Ticket{next_trial_++, k_nobody}).first;
    }
    const Ticket ticket = place->second;
    ag_trial told = trial.table();
    told.trial_id = ticket.trial;
    for (Member& member : members_) member.agent.tell(call, told);
    if (trial.pending()) return;
    tickets_.erase(place);

    const std::uint64_t key = design_key(trial.parameters());
    const auto [first, last] = waiters_.equal_range(key);
    for (auto waiter = first; waiter != last; ++waiter) {
      told.trial_id = waiter->second.trial;
      members_[waiter->second.member].agent.tell(call, told);
    }
    waiters_.erase(first, last);
    results_.insert(key, archgym::agents::result_of(trial));
    // Cheaper, less exact results cannot be compared with full ones.
    const bool improved =
        trial.fidelity() == 1 && front_.insert(archgym::agents::outcome_of(trial));
    if (ticket.member != k_nobody) bandit_.credit(ticket.member, improved);
  }

  archgym::Space space_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::vector<Member> members_;
  Bandit bandit_;
  std::uint64_t next_trial_ = 0;                  // as members count
  std::map<std::uint64_t, Ticket> tickets_;       // trials without a result, by the host's id
  std::multimap<std::uint64_t, Ticket> waiters_;  // for the result of a design, by design_key()
  archgym::agents::Results results_;
  archgym::agents::Front front_;
  UnseenDesigns designs_;
};

}  // namespace

ARCHGYM_AGENT(Portfolio)
