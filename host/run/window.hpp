// The proposals under way: asked for, and not yet told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "evaluate/batch.hpp"

namespace archgym::host {

// A ring of rows, one for each trial between the last one told and the newest one asked:
//
//   0 ........ told ........ concluded ........ asked
//   the agent   results are   under way, some of
//   knows them  counted       them with a result
//
// The sequence of asks and tells depends on results alone, never on when they come: after every
// ask, the agent is told the oldest group() trials together, and then it is asked again. So a
// trajectory is a function of the width.
class Window {
 public:
  enum class State : std::uint8_t {
    pending,  // to be evaluated
    copy,     // has the result of an equal design, which the cache knows when it is its turn
    known,    // has a result, which the run file may lack
    settled,  // has a result and objectives, and the file has it
  };
  struct Proposal {
    State state = State::pending;
    bool stored = false;                    // the file has it from an earlier session
    bool copy = false;                      // was found to be one
    std::size_t entry = 0;                  // of its design in the cache
    std::optional<std::uint64_t> previous;  // the trial that it follows in an episode
  };

  static constexpr std::size_t k_most_told = 8;  // together

  Window(std::size_t width, std::size_t parameters, std::size_t metrics, std::size_t objectives);

  std::uint64_t told() const { return told_; }
  std::uint64_t concluded() const { return concluded_; }
  std::uint64_t asked() const { return asked_; }
  std::size_t under_way() const { return static_cast<std::size_t>(asked_ - told_); }
  std::size_t room() const { return width_ - under_way(); }
  // How many trials are told together: an eighth of those under way, so that the cost of a call is
  // shared, and at most eight, so that the others need not wait for many.
  std::size_t group() const;

  std::size_t row(std::uint64_t trial) const { return static_cast<std::size_t>(trial) & mask_; }
  std::uint64_t trial(std::size_t row) const { return told_ + ((row - told_) & mask_); }
  Batch& batch() { return batch_; }
  Proposal& proposal(std::size_t row) { return proposals_[row]; }
  std::span<double> objectives(std::size_t row) {
    return std::span(objectives_).subspan(row * objective_count_, objective_count_);
  }

  // The next `count` <= room() trials are under way.
  void take(std::size_t count) { asked_ += count; }
  // Nothing is under way, and the next trial is this one.
  void start_at(std::uint64_t trial) { told_ = concluded_ = asked_ = trial; }

  // The result of the oldest trial that had not been counted is.
  void conclude() { ++concluded_; }
  void tell(std::size_t count) { told_ += count; }

 private:
  std::size_t width_, objective_count_;
  std::size_t mask_;  // the ring has a power of two of rows
  std::uint64_t told_ = 0, concluded_ = 0, asked_ = 0;
  Batch batch_;
  std::vector<Proposal> proposals_;
  std::vector<double> objectives_;
};

}  // namespace archgym::host
