// An environment that does each bad thing a simulator can do, on demand: see the parameter `deed`.
// Written against the C ABI, so that no layer makes it behave.
#include <archgym/archgym.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

extern "C" const char archgym_manifest_json[];

struct ag_env {
  const ag_host* host;
  std::string directory;
  long milliseconds = 0;
  int evaluations = 0;
  bool crash_in_destroy = false;
  bool fail_call = false;
  volatile sig_atomic_t interrupted = 0;
};

namespace {

enum Parameter { x_parameter, round_parameter, era_parameter, deed_parameter, one_in_parameter };

struct Call {
  ag_env* env;
  ag_ctx* ctx;
  ag_eval_result* result;
  std::int64_t x;
};

// Where the compiler cannot see through it.
template <class T>
T* hidden(T* pointer) {
  asm volatile("" : "+r"(pointer));
  return pointer;
}

[[noreturn]] void sleep_for_ever() {
  for (;;) ::pause();
}

void say(ag_eval_result* result, ag_status status, const std::string& text) {
  result->status = status;
  ag_error* error = result->error;
  if (!error) return;
  error->length = std::min<std::uint64_t>(error->capacity, text.size());
  std::memcpy(error->message, text.data(), error->length);
}

void leave(const Call& call, const char* name, long number) {
  std::ofstream(call.env->directory + "/" + name, std::ios::app) << number << '\n';
}

// How often this design was tried, over all processes.
int tries(const Call& call) {
  const std::string path = call.env->directory + "/tries-" + std::to_string(call.x);
  int before = 0;
  std::ifstream(path) >> before;
  std::ofstream(path) << before + 1;
  return before + 1;
}

bool polled_out(const Call& call) {
  return call.env->host->poll(call.env->host, call.ctx, -1, nullptr) == AG_CANCELLED;
}

void segfault() {
  *hidden(static_cast<volatile int*>(nullptr)) = 1;
}

int overflow_stack(int depth) {
  volatile char frame[4096];
  frame[depth % 4096] = static_cast<char>(depth);
  return depth < 0 ? 0 : overflow_stack(depth + 1) + frame[depth % 4096];
}

void spin() {
  for (std::uint64_t k = 0;; ++k) hidden(&k);
}

void spin_until_cancelled(const Call& call) {
  while (!polled_out(call)) ::usleep(1000);
  call.result->status = AG_CANCELLED;
}

void sleep_until_interrupted(const Call& call) {
  call.env->interrupted = 0;
  while (!call.env->interrupted) ::usleep(1000);
  call.result->status = AG_CANCELLED;
}

// A grandchild with a session of its own, as daemons have.
void start_daemon(const Call& call) {
  int ready[2];
  if (::pipe(ready) != 0) return;
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    leave(call, "daemon", ::getpid());
    ::close(ready[0]);
    ::close(ready[1]);
    sleep_for_ever();
  }
  ::close(ready[1]);
  char nothing = 0;
  (void)!::read(ready[0], &nothing, 1);  // until the daemon has left its mark
  ::close(ready[0]);
  ::waitpid(child, nullptr, 0);
}

void touch(std::size_t bytes) {
  // To leak is the deed. NOLINTNEXTLINE(clang-analyzer-unix.Malloc)
  char* memory = hidden(static_cast<char*>(std::malloc(bytes)));
  if (memory) std::memset(memory, 1, bytes);
}

void allocate_without_end() {
  for (;;) {
    touch(8 << 20);
    ::usleep(1000);
  }
}

void write_everywhere(const void* bytes, std::size_t size) {
  for (int descriptor = 3; descriptor < 1024; ++descriptor) {
    if (::write(descriptor, bytes, size) < 0) continue;
  }
}

// The beginning of a message of results, as the wire has it.
void send_half_a_message() {
  const std::uint32_t header[] = {0x31574741, 5, 1000, 0};
  write_everywhere(header, sizeof(header));
  ::kill(::getpid(), SIGKILL);
}

void corrupt_heap() {
  char* memory = hidden(static_cast<char*>(std::malloc(24)));
  std::memset(memory - 16, 0x5a, 64);
  std::free(memory);
  for (int k = 1; k < 1000; ++k) std::free(hidden(std::malloc(static_cast<std::size_t>(k))));
  std::abort();  // in case the allocator did not notice
}

void block_signals() {
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
}

void ignore_signals() {
  for (int number = 1; number < 32; ++number) std::signal(number, SIG_IGN);
}

void open_many_files() {
  int opened = 0;
  while (::open("/dev/null", O_RDONLY) >= 0) ++opened;
  std::fprintf(stderr, "no descriptor left after %d\n", opened);
  std::abort();
}

void use_scratch(const Call& call) {
  const char* directory = call.env->host->scratch_dir(call.env->host, call.ctx);
  if (!directory) std::abort();
  std::ofstream(std::string(directory) + "/notes") << call.x;
  std::ofstream(call.env->directory + "/scratch", std::ios::app) << directory << '\n';
}

void flood_log(const Call& call) {
  for (int k = 0; k < 20'000; ++k) {
    call.env->host->log(call.env->host, AG_LOG_DEBUG, "flood", "the same line again and again");
  }
}

[[noreturn]] void log_for_ever(const ag_host* host) {
  for (;;) host->log(host, AG_LOG_DEBUG, "stuck", "still here");
}

void log_much(const Call& call) {
  const std::string line(300 << 20, 'm');
  call.env->host->log(call.env->host, AG_LOG_DEBUG, "much", line.c_str());
}

[[noreturn]] void print_much_and_abort() {
  const std::string line(1 << 20, 'p');
  for (int k = 0; k < 64; ++k) (void)!::write(STDOUT_FILENO, line.data(), line.size());
  (void)!::write(STDERR_FILENO, "the end", 7);
  std::abort();
}

// Puts an endless file where the output of this process is, if it is a file at all.
[[noreturn]] void replace_output_and_abort() {
  const std::string path = std::filesystem::read_symlink("/proc/self/fd/1");
  (void)!::ftruncate(STDOUT_FILENO, off_t{1} << 40);
  if (::unlink(path.c_str()) == 0) (void)!::symlink("/dev/zero", path.c_str());
  std::abort();
}

// As many as make a few of these evaluations run out of them.
void leak_descriptors(const Call& call) {
  for (int k = 0; k < 10; ++k) {
    if (::open("/dev/null", O_RDONLY) < 0) say(call.result, AG_FAILED, "no descriptor is left");
  }
}

// And all that is around it, as a cleaner of temporary files does.
void remove_scratch(const Call& call) {
  const char* directory = call.env->host->scratch_dir(call.env->host, call.ctx);
  if (!directory) return say(call.result, AG_FAILED, "no scratch directory");
  const auto root = std::filesystem::path(directory).parent_path().parent_path();
  if (root.filename().string().starts_with("archgym-scratch-")) std::filesystem::remove_all(root);
}

void do_deed(const std::string& deed, const Call& call) {
  if (deed == "segfault") segfault();
  if (deed == "abort") std::abort();
  if (deed == "exit_zero") std::exit(0);
  if (deed == "exit_three") std::exit(3);
  if (deed == "kill_self") ::kill(::getpid(), SIGKILL);
  if (deed == "stop_self") ::kill(::getpid(), SIGSTOP);
  if (deed == "spin") spin();
  if (deed == "spin_polling") spin_until_cancelled(call);
  if (deed == "sleep") sleep_for_ever();
  if (deed == "sleep_interruptible") sleep_until_interrupted(call);
  if (deed == "daemon") start_daemon(call);
  if (deed == "leak") touch(8 << 20);
  if (deed == "allocate") allocate_without_end();
  if (deed == "print") std::printf("hello from the simulator\n"), std::fflush(stdout);
  if (deed == "write_descriptor_three") (void)!::write(3, "garbage", 7);
  if (deed == "write_garbage") write_everywhere("this is no message at all", 25);
  if (deed == "half_message") send_half_a_message();
  if (deed == "change_directory") (void)!::chdir("/");
  if (deed == "change_locale") std::setlocale(LC_ALL, "C.UTF-8");
  if (deed == "change_umask") ::umask(0777);
  if (deed == "change_rounding") std::fesetround(FE_UPWARD);
  if (deed == "install_handlers") ignore_signals();
  if (deed == "close_descriptors") ::closefrom(0);
  if (deed == "corrupt_heap") corrupt_heap();
  if (deed == "throw") throw std::runtime_error("through C");
  if (deed == "status_garbage") call.result->status = 4711;
  if (deed == "status_instance") say(call.result, AG_E_INSTANCE, "this instance is dead");
  if (deed == "status_process") say(call.result, AG_E_PROCESS, "do not trust this process");
  if (deed == "status_invalid") say(call.result, AG_E_INVALID, "no such combination");
  if (deed == "infeasible") say(call.result, AG_INFEASIBLE, "it does not fit");
  if (deed == "transient" && tries(call) < 3) say(call.result, AG_E_TRANSIENT, "no licence");
  if (deed == "overrun") std::fill_n(hidden(call.result->metrics) + 2, 3, 1e9);
  if (deed == "block_signals") block_signals(), sleep_for_ever();
  if (deed == "open_files") open_many_files();
  if (deed == "scratch") use_scratch(call);
  if (deed == "scratch_crash") use_scratch(call), std::abort();
  if (deed == "crash_when_used" && call.env->evaluations > 1) std::abort();
  if (deed == "stack_overflow") overflow_stack(0);
  if (deed == "long_error") say(call.result, AG_E_INVALID, std::string(1 << 20, 'e'));
  if (deed == "log_flood") flood_log(call);
  if (deed == "thread_left") std::thread(sleep_for_ever).detach();
  if (deed == "destroy_crash") call.env->crash_in_destroy = true;
  if (deed == "fail_call") call.env->fail_call = true;
  if (deed == "log_for_ever") log_for_ever(call.env->host);
  if (deed == "log_much") log_much(call);
  if (deed == "print_much") print_much_and_abort();
  if (deed == "replace_output") replace_output_and_abort();
  if (deed == "leak_descriptors") leak_descriptors(call);
  if (deed == "remove_scratch") remove_scratch(call);
}

// The manifest is where the names of the deeds are; an index is all that crosses the ABI.
std::string deed_name(std::int64_t index) {
  std::string name;
  const char* at = std::strchr(std::strstr(archgym_manifest_json, "\"values\""), '[');
  for (std::int64_t k = 0; k <= index; ++k) {
    const char* begin = std::strchr(at, '"') + 1;
    const char* end = std::strchr(begin, '"');
    name.assign(begin, end);
    at = end + 1;
  }
  return name;
}

std::string deed_of(const ag_value* parameters) {
  const std::int64_t index = parameters[deed_parameter].as.i64;
  std::string name = deed_name(index);
  if (name != "mixture") return name;
  // Its index is the number of those before it.
  return deed_name((parameters[x_parameter].as.i64 * 7 + parameters[round_parameter].as.i64) %
                   index);
}

// Good enough for a configuration that the host has completed: "<key>":"<text>".
std::string member(const char* json, const std::string& key) {
  const std::string text(json), sign = "\"" + key + "\":\"";
  const auto begin = text.find(sign) + sign.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

ag_status AG_CALL create(const ag_host* host, const ag_env_setup* setup, ag_env** out,
                         ag_error* error) {
  const char* config = setup->config_json;
  const std::string how = member(config, "create");
  if (how == "crashes") segfault();
  if (how == "hangs") sleep_for_ever();
  if (how == "logs_for_ever") log_for_ever(host);
  if (how == "fails" || how == "refuses") {
    const std::string text = "no such device";
    error->length = text.size();
    std::memcpy(error->message, text.data(), text.size());
    return how == "fails" ? AG_E_TRANSIENT : AG_E_INVALID;
  }
  const char* pause = std::strstr(config, "\"milliseconds\":");
  *out = new ag_env{host, member(config, "directory"), std::strtol(pause + 15, nullptr, 10)};
  return AG_OK;
}

void AG_CALL destroy(ag_env* env) {
  if (env->crash_in_destroy) segfault();
  delete env;
}

ag_status AG_CALL evaluate(ag_env* env, ag_ctx* ctx, const ag_eval_request* const* requests,
                           ag_eval_result* const* results, std::uint64_t count, ag_error* error) {
  for (std::uint64_t item = 0; item < count; ++item) {
    const ag_value* parameters = requests[item]->parameters;
    const std::int64_t x = parameters[x_parameter].as.i64;
    ++env->evaluations;
    if (env->milliseconds > 0) ::usleep(static_cast<useconds_t>(1000 * env->milliseconds));
    results[item]->metrics[0] = static_cast<double>(x);
    results[item]->metrics[1] = 1;
    results[item]->status = AG_OK;
    if (x % parameters[one_in_parameter].as.i64 != 0) continue;
    do_deed(deed_of(parameters), {env, ctx, results[item], x});
    if (!env->fail_call) continue;
    // As the C++ layer does with an exception from the evaluation of a batch.
    const std::string text = "the whole call failed";
    error->length = text.size();
    std::memcpy(error->message, text.data(), text.size());
    return AG_E_INSTANCE;
  }
  return AG_OK;
}

void AG_CALL interrupt(ag_env* env) {
  env->interrupted = 1;
}

const void* AG_CALL get_extension(ag_env*, const char* id) {
  static const ag_env_interrupt table{sizeof(ag_env_interrupt), 0, interrupt};
  return std::strcmp(id, AG_ENV_INTERRUPT_ID) == 0 ? &table : nullptr;
}

const void* AG_CALL get_factory(const char* id) {
  static const ag_env_factory factory{sizeof(ag_env_factory), 0, create, destroy, evaluate,
                                      get_extension};
  return std::strcmp(id, AG_ENV_ID) == 0 ? &factory : nullptr;
}

}  // namespace

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin{sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
