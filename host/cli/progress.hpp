// A progress line on the terminal while a search runs.
#pragma once

#include <string>

#include "run/search.hpp"

namespace archgym::host {

// Draws on stderr when it is a terminal and the run has lasted a moment; silent otherwise.
class ProgressLine : public SearchObserver {
 public:
  ProgressLine();
  ~ProgressLine() override { clear(); }

  void progress(const Search& search) override;
  // Remove the line, before other output.
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  double started_;
  double last_ = 0;
};

// The text of the line, at most `width` characters.
std::string progress_text(const Search& search, std::size_t width);

}  // namespace archgym::host
