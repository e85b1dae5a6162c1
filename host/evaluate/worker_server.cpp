#include "evaluate/worker_server.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

#include "adapter/create.hpp"
#include "base/ending.hpp"
#include "evaluate/guarded_process.hpp"
#include "evaluate/guardian.hpp"
#include "evaluate/hello.hpp"
#include "evaluate/in_process.hpp"
#include "evaluate/shared_flag.hpp"
#include "evaluate/short_wait.hpp"
#include "evaluate/wire.hpp"
#include "json/json.hpp"
#include "plugin/declared_space.hpp"
#include "plugin/library.hpp"

namespace archgym::host {
namespace {

// The connection to the host. Messages of different threads do not mix.
class HostConnection {
 public:
  explicit HostConnection(int socket) : socket_(socket) {}

  // The next message; nothing when the host has closed the connection or talks nonsense.
  std::optional<wire::Message> receive() {
    for (;;) {
      auto message = reader_.next();
      if (!message) return std::nullopt;
      if (*message) return **message;
      const auto space = reader_.space(k_room);
      const ssize_t bytes = wait_.wait(
          [this] {
            char first = 0;
            return ::recv(socket_, &first, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
          },
          [&] { return ::recv(socket_, space.data(), space.size(), 0); });
      if (bytes < 0 && errno == EINTR) continue;
      if (bytes <= 0) return std::nullopt;
      reader_.received(static_cast<std::size_t>(bytes));
    }
  }

  void send(std::string_view message) {
    const std::scoped_lock lock(sending_);
    while (!message.empty()) {
      const ssize_t bytes = ::send(socket_, message.data(), message.size(), MSG_NOSIGNAL);
      if (bytes < 0 && errno == EINTR) continue;
      // A host that waits for this message must notice that it never comes.
      if (bytes <= 0) ::_exit(EXIT_FAILURE);
      message.remove_prefix(static_cast<std::size_t>(bytes));
    }
  }

 private:
  static constexpr std::size_t k_room = 64 << 10;

  int socket_;
  std::mutex sending_;
  ShortWait wait_;
  wire::Reader reader_;
};

class Nobody final : public EvaluationObserver {
 public:
  Result<void> settled(std::size_t) override { return {}; }
  bool proceed() override { return true; }
};

class Server {
 public:
  Server(int data, int cancelled);
  void run();

 private:
  Result<void> set_up(std::string_view hello);
  Result<std::string> space_of_environment();
  Result<void> create_evaluator();
  void evaluate(std::uint64_t call);
  void evaluate_here(std::uint64_t call);
  void evaluate_in_child(std::uint64_t call);
  void send(wire::Type type, std::string_view body);

  // Simulators that work once per process: see `recycle_after` of the manifest schema.
  bool fork_per_evaluation() const { return setup_.limits.recycle_after == 1u; }

  HostConnection host_;
  SharedFlag cancelled_;
  HostServices services_;
  Manifest manifest_;
  EvaluationSetup setup_;
  std::unique_ptr<InProcessEvaluator> evaluator_;
  std::optional<Batch> batch_;
  std::string message_;
  int leak_ = INT_MAX;  // a descriptor that is in use when the plugin leaks them
};

// The lowest descriptor that is not in use: all below it are. When there is none, it is high.
int free_descriptor() {
  const Descriptor lowest(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  return lowest.get() < 0 ? INT_MAX : lowest.get();
}

// Between the one that is free now and the end: a plugin that reaches it leaks descriptors.
int descriptor_that_tells_a_leak() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t first = static_cast<rlim_t>(free_descriptor());
  return static_cast<int>(std::min<rlim_t>((first + limit.rlim_cur) / 2, INT_MAX));
}

// Calls interrupt() whenever the host cancels a call. Only for plugins that want it: malloc() is
// slower in a process with a second thread.
void start_interrupter(const SharedFlag& cancelled, InProcessEvaluator& evaluator) {
  // Signals are for the main thread, where the plugin expects them.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([&cancelled, &evaluator] {
    for (;;) {
      cancelled.wait_for_set();
      evaluator.interrupt();
    }
  }).detach();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Server::Server(int data, int cancelled)
    : host_(data),
      cancelled_(SharedFlag::attach(cancelled)),
      services_([this](int level, std::string_view component, std::string_view text) {
        std::string message;
        wire::put_log(message, level, component, text);
        host_.send(message);
      }) {}

void Server::send(wire::Type type, std::string_view body) {
  wire::put(message_, type, body);
  host_.send(message_);
}

Result<void> Server::set_up(std::string_view text) {
  auto hello = hello_from_text(text);
  if (!hello) return tl::unexpected(hello.error());
  if (cancelled_.empty()) return machine_failure("no memory to share with a worker");
  auto manifest = parse_manifest(std::move(hello->manifest_text), hello->manifest_path);
  if (!manifest) return tl::unexpected(manifest.error());
  manifest_ = std::move(*manifest);
  setup_.services = &services_;
  setup_.manifest = &manifest_;
  setup_.config = std::move(hello->config);
  setup_.workload = std::move(hello->workload);
  setup_.seed = hello->seed;
  setup_.limits = hello->limits;
  setup_.watched = true;
  setup_.cancel = &cancelled_.flag();
  setup_.scratch_root = hello->scratch_root;
  setup_.keep_scratch = hello->keep_scratch;
  if (hello->space.empty()) return {};
  if (auto done = take_settled_space(manifest_, std::move(hello->space)); !done) return done;
  batch_.emplace(manifest_.space->size(), manifest_.metrics.size());
  if (const auto& files = setup_.limits.open_files) {
    const rlimit limit{*files, *files};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (!fork_per_evaluation()) return create_evaluator();
  if (manifest_.adapter != Adapter::none) return {};
  // The children inherit the loaded library.
  auto loaded = load_library(manifest_);
  if (!loaded) return tl::unexpected(loaded.error());
  return {};
}

// For a host that does not know it yet.
Result<std::string> Server::space_of_environment() {
  ag_ctx call;
  call.cancel = setup_.cancel;
  call.scratch_root = setup_.scratch_root;
  auto space = ask_for_space(services_, manifest_, setup_.config, setup_.workload, call);
  if (!space) return tl::unexpected(space.error());
  return compact(*space);
}

Result<void> Server::create_evaluator() {
  auto evaluator = InProcessEvaluator::create(setup_);
  if (!evaluator) return tl::unexpected(evaluator.error());
  evaluator_ = std::move(*evaluator);
  if (evaluator_->can_be_interrupted()) start_interrupter(cancelled_, *evaluator_);
  return {};
}

void Server::run() {
  const auto hello = host_.receive();
  if (!hello || hello->type != wire::Type::hello) return;
  if (auto ready = set_up(hello->body); !ready) {
    send(wire::Type::refused, refusal_text(ready.error()));
    return;
  }
  if (!batch_) {
    auto space = space_of_environment();
    if (space) {
      send(wire::Type::ready, *space);
    } else {
      send(wire::Type::refused, refusal_text(space.error()));
    }
    return;
  }
  leak_ = descriptor_that_tells_a_leak();
  send(wire::Type::ready, "");
  while (const auto message = host_.receive()) {
    if (message->type != wire::Type::evaluate) return;
    const auto call = wire::read_evaluate(message->body, *batch_);
    if (!call) return;
    evaluate(*call);
  }
}

void Server::evaluate(std::uint64_t call) {
  if (fork_per_evaluation()) {
    evaluate_in_child(call);
  } else {
    evaluate_here(call);
  }
}

void Server::evaluate_here(std::uint64_t call) {
  std::vector<std::size_t> rows(batch_->size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  Nobody nobody;
  (void)evaluator_->evaluate(*batch_, rows, nobody);  // only an observer has errors
  const bool worn = free_descriptor() > leak_;
  wire::put_results(message_, {call, evaluator_->process_suspect(), worn}, *batch_, rows.size());
  host_.send(message_);
}

// One process for one call: it makes the instance, sends the results and ends. When it dies
// before that, this process says so in its place.
void Server::evaluate_in_child(std::uint64_t call) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    become_guarded(parent);
    if (auto created = create_evaluator(); created) {
      evaluate_here(call);
    } else {
      for (std::size_t row = 0; row < batch_->size(); ++row) {
        batch_->fail(row, EvaluationStatus::failed, created.error().message);
        batch_->outcome(row).transient = created.error().fault == Fault::machine;
      }
      wire::put_results(message_, {call, false, false}, *batch_, batch_->size());
      host_.send(message_);
    }
    ::_exit(EXIT_SUCCESS);  // without the destructors of a simulator that is not needed any more
  }
  int status = 0;
  if (child > 0) {
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ::kill(-child, SIGKILL);  // what the evaluation left behind
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return;
  }
  for (std::size_t row = 0; row < batch_->size(); ++row) {
    if (child > 0) {
      batch_->fail(row, EvaluationStatus::crashed,
                   "the process of the evaluation ended with " + ending_of(status));
    } else {
      batch_->fail(row, EvaluationStatus::failed, "no process can be forked for the evaluation");
      batch_->outcome(row).transient = true;
    }
  }
  wire::put_results(message_, {call, false, false}, *batch_, batch_->size());
  host_.send(message_);
}

}  // namespace

int run_worker(WorkerDescriptors descriptors) {
  return run_guarded(descriptors, [](int data, int cancelled) { Server(data, cancelled).run(); });
}

}  // namespace archgym::host
