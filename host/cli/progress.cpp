#include "cli/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"

namespace archgym::host {
namespace {

constexpr double k_first_draw_seconds = 0.5;
constexpr double k_redraw_seconds = 0.1;
constexpr std::size_t k_bar_width = 24;

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// How much of the budget is used, by the limit that is nearest to its end.
double fraction_done(const Search& search) {
  const Budget& budget = search.plan().config.budget;
  const Accounting& counts = search.accounting();
  double done = 0;
  auto limit = [&done](double used, double of) { done = std::max(done, used / of); };
  if (budget.asked) limit(static_cast<double>(counts.asked), static_cast<double>(*budget.asked));
  if (budget.simulated) {
    limit(static_cast<double>(counts.simulated), static_cast<double>(*budget.simulated));
  }
  if (budget.seconds) limit(search.elapsed_seconds(), *budget.seconds);
  return std::min(done, 1.0);
}

}  // namespace

std::string progress_text(const Search& search, std::size_t width) {
  const double done = fraction_done(search);
  const auto filled = static_cast<std::size_t>(done * k_bar_width);
  std::string text = "[" + std::string(filled, '#') + std::string(k_bar_width - filled, '.') + "] ";
  text += std::to_string(static_cast<int>(100 * done)) + " %  ";
  text += std::to_string(search.accounting().simulated) + " simulated";
  if (const auto failed = search.accounting().failed)
    text += ", " + std::to_string(failed) + " failed";
  const double elapsed = search.elapsed_seconds();
  if (done > 0 && done < 1) {
    text += ", " + std::to_string(std::lround(elapsed * (1 - done) / done)) + " s left";
  }
  if (const Incumbent* best = search.incumbents().best()) {
    const Objective& objective = search.plan().objectives.front();
    text +=
        "  best " + objective.label() + " " + with_unit(best->objectives.front(), objective.unit());
  }
  return harmless_line(text).substr(0, width);
}

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO)), started_(monotonic_seconds()) {}

void ProgressLine::progress(const Search& search) {
  if (!terminal_) return;
  const double now = monotonic_seconds();
  if (now - started_ < k_first_draw_seconds || now - last_ < k_redraw_seconds) return;
  last_ = now;
  drawn_ = true;
  const std::string line = "\r\033[K" + progress_text(search, terminal_width() - 1);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace archgym::host
