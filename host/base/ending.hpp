// How a process ended, in words.
#pragma once

#include <string>
#include <string_view>

namespace archgym::host {

// How a process ended, from the status of waitpid(): "signal 11 (Segmentation fault)",
// "exit code 3".
std::string ending_of(int wait_status);

// "; the last output was: ..." or nothing: the end of what a worker printed, in one line.
std::string last_words(std::string_view output);

}  // namespace archgym::host
