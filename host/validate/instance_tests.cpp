#include "validate/instance_tests.hpp"

#include <archgym/archgym.h>
#include <archgym/draft/env_space.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <thread>

#include "evaluate/process_tree.hpp"
#include "plugin/error_text.hpp"
#include "plugin/library.hpp"
#include "validate/agent_session.hpp"
#include "validate/host_tables.hpp"
#include "validate/instance.hpp"
#include "validate/other_process.hpp"
#include "validate/process_state.hpp"

namespace archgym::host::validation {
namespace {

constexpr int k_instances = 100;
constexpr int k_warm_instances = 20;
constexpr std::uint64_t k_mebibytes_of_instances = 16;
constexpr int k_parallel_rounds = 3;
constexpr std::size_t k_truncations = 24;

const ag_host& today(const Check& check) {
  return check.services().table();
}

bool promises_repetition(Check& check) {
  return check.manifest().determinism != Determinism::none;
}

// Threads need a moment to be gone after they were joined.
int settled_threads(int expected) {
  int threads = 0;
  for (int k = 0; k < 50; ++k) {
    threads = process_state().threads;
    if (threads <= expected) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return threads;
}

// The same work with tables of another host: the same result, or words for why not.
void meet(Check& check, const std::string& expected, const ag_host& host, HostAge age) {
  try {
    const std::string found = use_once(check, host, age);
    check.require(!promises_repetition(check) || found == expected,
                  "the results are others than with a host of today: read members of the host's "
                  "tables through AG_HAS(), and arrays of tables through their pointers");
  } catch (const AgentRefused& refused) {
    if (refused.status() != AG_E_UNSUPPORTED) throw;
  }
}

}  // namespace

void instance_is_created(Check& check) {
  make_instance(check, today(check));
}

void instances_come_and_go(Check& check) {
  ProcessState before;
  std::uint64_t memory_before = 0;
  for (int k = 0; k < k_instances; ++k) {
    if (k == k_warm_instances) {
      before = process_state();
      memory_before = usage_of_tree(::getpid()).memory_mebibytes;
    }
    if (check.next_case("instance " + std::to_string(k + 1))) make_instance(check, today(check));
  }
  if (check.setup().only) return;
  const std::size_t files = process_state().descriptors.size();
  check.require(files <= before.descriptors.size(),
                "instances that were destroyed leave descriptors open: " +
                    std::to_string(before.descriptors.size()) + " after " +
                    std::to_string(k_warm_instances) + " instances, " + std::to_string(files) +
                    " after " + std::to_string(k_instances));
  const std::uint64_t memory = usage_of_tree(::getpid()).memory_mebibytes;
  check.require(memory < memory_before + k_mebibytes_of_instances,
                "instances that were destroyed leave memory behind: " +
                    std::to_string(memory - memory_before) + " MiB of " +
                    std::to_string(k_instances - k_warm_instances) + " instances");
}

void threads_are_joined(Check& check) {
  const int before = process_state().threads;
  use_once(check, today(check));
  const int after = settled_threads(before);
  check.require(after <= before, "after destroy() " + std::to_string(after - before) +
                                     " threads that the instance started are still there");
}

void unknown_extensions_are_refused(Check& check) {
  const auto instance = make_instance(check, today(check));
  for (const std::string id :
       {"", "archgym", AG_ENV_SNAPSHOT_ID "0", AG_ENV_INTERRUPT_ID "0", AG_ENV_EPISODE_ID "0",
        AG_ENV_SPACE_ID "0", "archgym.env.snapshot/", "org.example/1"}) {
    if (!check.next_case("get_extension(\"" + id + "\")")) continue;
    check.require(!instance->extension(id.c_str()),
                  "get_extension() gives a table for an id that it cannot know; expected NULL: "
                  "compare the whole id");
  }
}

void other_hosts_are_met(Check& check) {
  if (check.manifest().adapter != Adapter::none) {
    check.skip("an adapter of the host is as old as the host");
  }
  const std::string expected = use_once(check, today(check));
  if (check.next_case("a host that is older: its ag_host ends before get_extension")) {
    const OlderHost older(today(check));
    meet(check, expected, older.table(), HostAge::older);
  }
  if (check.next_case("a host that is newer: its tables go on behind what today's headers say")) {
    const NewerHost newer(today(check));
    meet(check, expected, newer.table(), HostAge::newer);
  }
}

void process_stays_as_it_is(Check& check) {
  // What loading does is another rule's matter.
  if (check.manifest().adapter == Adapter::none) check.value(load_library(check.manifest()));
  const ProcessState before = process_state();
  use_once(check, today(check));
  if (const std::string changed = difference(before, process_state()); !changed.empty()) {
    check.fail("the plugin " + changed);
  }
}

void outputs_stay_in_bounds(Check& check) {
  const auto instance = make_instance(check, today(check));
  instance->work();
  check.require(!instance->overran(), "it writes behind the end of what it was given");
}

void optional_pointers_may_be_null(Check& check) {
  const std::string expected = use_once(check, today(check));
  const std::string found = make_instance(check, today(check))->work_without_optional_pointers();
  check.require(!promises_repetition(check) || found == expected,
                "the results are others when optional pointers are NULL");
}

void instances_are_independent(Check& check) {
  const Concurrency declared = check.manifest().concurrency;
  if (declared == Concurrency::process) {
    check.skip("the manifest declares concurrency = process");
  }
  const std::string expected = use_once(check, today(check));
  const auto compare = [&](const std::string& found) {
    check.require(!promises_repetition(check) || found == expected,
                  "the results of an instance are others when there is a second one");
  };
  if (check.next_case("two instances that take turns")) {
    const auto one = make_instance(check, today(check));
    const auto other = make_instance(check, today(check));
    compare(one->work());
    compare(other->work());
  }
  if (declared != Concurrency::instances) return;
  for (int round = 0; round < k_parallel_rounds; ++round) {
    if (!check.next_case("two instances at once, round " + std::to_string(round + 1))) continue;
    auto other = std::async(std::launch::async, [&] { return use_once(check, today(check)); });
    const std::string here = use_once(check, today(check));
    compare(other.get());
    compare(here);
  }
}

void work_is_repeatable(Check& check) {
  if (!promises_repetition(check)) check.skip("the manifest declares determinism = none");
  const auto work = [&] { return use_once(check, today(check)); };
  const std::string elsewhere = in_other_process(work);
  const std::string expected = work();
  if (check.next_case("another instance with the same arguments")) {
    check.require(work() == expected, "the same work gives other results the second time");
  }
  if (check.next_case("in another thread")) {
    check.require(std::async(std::launch::async, work).get() == expected,
                  "the same work gives other results in another thread");
  }
  if (check.next_case("in another process")) {
    check.require(elsewhere == expected, "the same work gives other results in another process");
  }
}

void wrong_states_are_rejected(Check& check) {
  const auto instance = make_instance(check, today(check));
  if (!instance->saves()) check.skip("it has no extension " AG_ENV_SNAPSHOT_ID);
  instance->work();
  const std::string state = instance->save();
  std::vector<std::pair<std::string, std::string>> wrong{
      {"text", "this is not a state"}, {"zeros", std::string(state.size() + 10'000, '\0')}};
  const std::size_t step = 1 + state.size() / k_truncations;
  for (std::size_t size = 0; size < state.size(); size += step) {
    wrong.emplace_back(
        "the first " + std::to_string(size) + " of " + std::to_string(state.size()) + " bytes",
        state.substr(0, size));
  }
  for (const auto& [text, bytes] : wrong) {
    if (!check.next_case("load() of " + text)) continue;
    const ag_status status = instance->load(bytes);
    check.require(
        status == AG_E_REJECTED,
        "load() answers with " + status_name(status) +
            "; expected AG_E_REJECTED (-3): check a size and a hash before anything else");
    check.require(instance->save() == state, "load() has changed the instance and then refused");
  }
}

}  // namespace archgym::host::validation
