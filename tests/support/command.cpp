#include "support/command.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace archgym::test {
namespace fs = std::filesystem;
namespace {

pid_t start(const std::vector<std::string>& command, const fs::path& directory,
            const std::map<std::string, std::string>& variables, const fs::path& out,
            const fs::path& err) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child > 0) return child;
  auto redirect = [](const char* path, int flags, int to) {
    const int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, to) < 0) _exit(126);
  };
  redirect("/dev/null", O_RDONLY, STDIN_FILENO);
  redirect(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (chdir(directory.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  execvp(arguments.front(), arguments.data());
  _exit(127);
}

Ran finish(pid_t child, const fs::path& out, const fs::path& err) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid failed");
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), read_file_text(out),
          read_file_text(err)};
}

}  // namespace

Ran run(const std::vector<std::string>& command, const fs::path& directory,
        const std::map<std::string, std::string>& variables) {
  const TemporaryDirectory output;
  const fs::path out = output.path() / "out", err = output.path() / "err";
  return finish(start(command, directory, variables, out, err), out, err);
}

Ran run_and_signal(const std::vector<std::string>& command, const fs::path& directory,
                   const std::map<std::string, std::string>& variables, int signal,
                   const fs::path& sign_of_life, std::chrono::milliseconds delay) {
  const TemporaryDirectory output;
  const fs::path out = output.path() / "out", err = output.path() / "err";
  const pid_t child = start(command, directory, variables, out, err);
  constexpr std::chrono::milliseconds step(10);
  for (int waited = 0; waited < 6000 && !fs::exists(sign_of_life); ++waited) {
    std::this_thread::sleep_for(step);
  }
  std::this_thread::sleep_for(delay);
  kill(child, signal);
  return finish(child, out, err);
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (fs::temp_directory_path() / "archgym-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
  path_ = fs::canonical(pattern);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TemporaryDirectory::write(const std::string& name, const std::string& text) const {
  fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

std::string read_file_text(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace archgym::test
