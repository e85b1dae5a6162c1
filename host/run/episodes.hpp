// The episodes of a run: which trial follows which.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace archgym::host {

// What a trial is to the episode that it belongs to.
struct EpisodeTrial {
  std::optional<std::uint64_t> previous;  // the trial that it follows; nothing: it begins one
  bool taken = false;                     // it has a result; others are left out of the episode
  bool ended = false;                     // the environment ended the episode with it
};

// Only for environments whose results depend on the designs before; others need no memory of them.
class Episodes {
 public:
  // Trials are added in their order, from 0.
  void add(const EpisodeTrial& trial, std::span<const ag_value> point);

  // The trials of the episode up to and with this one that have a result, in their order.
  std::vector<std::uint64_t> trials_to(std::uint64_t trial) const;
  // Their designs, one after the other.
  std::vector<ag_value> steps_to(std::uint64_t trial) const;
  // The trial that began the episode of this one.
  std::uint64_t first_of(std::uint64_t trial) const;
  // Nothing can follow the trial.
  bool ended(std::uint64_t trial) const;

 private:
  std::vector<EpisodeTrial> trials_;
  std::vector<ag_value> points_;
};

}  // namespace archgym::host
