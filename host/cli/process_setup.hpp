// What the host does with its own process before a command runs, so that nothing around it (closed
// streams, a reader that goes away, plugins in this process) ends a run without a word.
#pragma once

#include <functional>

namespace archgym::host {

// Descriptors 0 to 2 that were closed become /dev/null: the next file that is opened, a run file
// perhaps, would become standard output.
void open_standard_streams();

// Writing to a pipe that nobody reads, or beyond the size that files may have, is an error of the
// call and does not end the process. Children are waited for, whatever was ignored before.
void ignore_signals_of_writing();

// From now on a call of exit() or quick_exit(), which only a plugin in this process can make, ends
// it with k_exit_failure and a message; the plugin's code would tell that all is well.
void guard_exit();
// main() returns: now it is the host.
void allow_exit();

// What is done before the message of guard_exit(), while this exists. One at a time.
class LastAct {
 public:
  explicit LastAct(std::function<void()> act);
  LastAct(const LastAct&) = delete;
  LastAct& operator=(const LastAct&) = delete;
  ~LastAct();
};

}  // namespace archgym::host
