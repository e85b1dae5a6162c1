// Who wants to know how far a run is.
#pragma once

namespace dramsys {

// Told every few milliseconds how much of a run is done, from 0 to 1; may throw to stop it.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void done(double share) = 0;
};

}  // namespace dramsys
