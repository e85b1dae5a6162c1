#include "adapter/process/process_environment.hpp"

#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "adapter/adapted_environment.hpp"
#include "adapter/child.hpp"
#include "adapter/process/arguments.hpp"
#include "adapter/process/input_files.hpp"
#include "adapter/process/measurements.hpp"
#include "adapter/process/output_patterns.hpp"
#include "adapter/process/outputs.hpp"
#include "adapter/program.hpp"
#include "base/ending.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// How often the host is asked whether to go on.
constexpr int k_poll_milliseconds = 20;

// Of what a program printed, for messages and records.
constexpr std::size_t k_kept = 4096;

struct Descriptor {
  Scope scope;
  Program program;
  Arguments arguments;
  Variables variables;
  bool inherit_environment;
  std::string input;
  InputFiles files;
  OutputPatterns infeasible, failed;
  std::vector<std::int64_t> exit_codes;
  std::vector<std::string> outputs;
  Measurements measurements;
};

// What an evaluation throws for an error of the adapter, unless it is the machine's.
template <class Thrown, class T>
T value_or_throw(Result<T> result) {
  if (!result && result.error().fault == Fault::machine) {
    throw archgym::Transient(result.error().message);
  }
  if (!result) throw Thrown(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) throw archgym::Transient("cannot open " + path.string());
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(number_); }
  int get() const { return number_; }

 private:
  int number_;
};

class ProcessEnvironment final : public AdaptedEnvironment {
 public:
  explicit ProcessEnvironment(Descriptor descriptor) : it_(std::move(descriptor)) {}

  void evaluate(const archgym::Request& request, archgym::Result& result,
                archgym::Call& call) override {
    const fs::path streams = call.scratch_dir();
    const fs::path directory = streams / "work";
    fs::create_directory(directory);
    const Design design =
        it_.scope.design({request.data(), request.size()}, request.workload(), request.seed());
    value_or_throw<archgym::Failed>(
        it_.files.place(it_.scope, design, directory, it_.program.path));
    const int ended = run(design, streams, directory, call);
    Outputs outputs(directory, streams);
    try {
      judge(outputs, ended);
      const auto metrics =
          value_or_throw<archgym::Unreadable>(it_.measurements.read(outputs, design));
      for (std::size_t k = 0; k < metrics.size(); ++k) result.set(k, metrics[k]);
      result.info(compact(origin()));
    } catch (const archgym::Error&) {
      result.info(compact(what_was_left(outputs, ended)));
      throw;
    }
  }

 private:
  // Until the program has ended; returns how.
  int run(const Design& design, const fs::path& streams, const fs::path& directory,
          archgym::Call& call) const {
    ChildSetup setup;
    setup.program = it_.program.path;
    setup.arguments = value_or_throw<archgym::Failed>(it_.arguments.render(it_.scope, design));
    // Simulators that use threads on their own would steal them from evaluations beside this one.
    setup.variables = {"OMP_NUM_THREADS=" + std::to_string(call.threads())};
    for (auto& each : value_or_throw<archgym::Failed>(it_.variables.render(it_.scope, design))) {
      setup.variables.push_back(std::move(each));
    }
    setup.inherit = it_.inherit_environment;
    setup.directory = directory;
    std::optional<OpenFile> input;
    if (!it_.input.empty()) setup.input = input.emplace(directory / it_.input, O_RDONLY).get();
    const OpenFile output(streams / "stdout", O_WRONLY | O_CREAT | O_TRUNC);
    const OpenFile error(streams / "stderr", O_WRONLY | O_CREAT | O_TRUNC);
    setup.output = output.get();
    setup.error = error.get();
    auto child = Child::start(setup);
    if (!child && child.error().fault == Fault::input) throw archgym::Failed(child.error().message);
    if (!child) throw archgym::Transient(child.error().message);
    while (!child->wait(k_poll_milliseconds)) call.poll();
    return child->wait_status();
  }

  // Throws unless the run counts.
  void judge(Outputs& outputs, int ended) const {
    const bool right_code =
        WIFEXITED(ended) &&
        std::ranges::find(it_.exit_codes, WEXITSTATUS(ended)) != it_.exit_codes.end();
    // Where an output is too long to be searched, a wrong exit code still says enough.
    const auto find = [&](const OutputPatterns& patterns) -> std::optional<std::string> {
      auto reason = patterns.find(outputs);
      if (!reason && right_code) throw archgym::Unreadable(reason.error().message);
      return reason ? *reason : std::nullopt;
    };
    if (const auto reason = find(it_.infeasible)) throw archgym::Infeasible(*reason);
    const std::string program = it_.program.path.filename().string();
    if (const auto reason = find(it_.failed)) {
      throw archgym::Failed(program + " ended with " + ending_of(ended) + " and said: " + *reason);
    }
    if (!right_code) {
      throw archgym::Failed(program + " ended with " + ending_of(ended) + last_output(outputs));
    }
    for (const std::string& path : it_.outputs) {
      if (auto written = outputs.file(path); !written) {
        throw archgym::Unreadable(written.error().message + last_output(outputs));
      }
    }
  }

  static std::string last_output(Outputs& outputs) {
    for (const char* source : {"stderr", "stdout"}) {
      const std::string text = outputs.end(source, k_kept);
      if (std::string words = last_words(text); !words.empty()) return words;
    }
    return "; it has printed nothing";
  }

  json::object origin() const {
    json::object origin{{"program", it_.program.path.string()}};
    if (!it_.program.version.empty()) origin["version"] = it_.program.version;
    return origin;
  }

  // For the record of a failure: the ends of what was printed.
  json::object what_was_left(Outputs& outputs, int ended) const {
    json::object left = origin();
    left["ended"] = ending_of(ended);
    for (const char* source : {"stdout", "stderr"}) {
      left[source] = valid_text(outputs.end(source, k_kept));
    }
    return left;
  }

  Descriptor it_;
};

std::vector<std::int64_t> exit_codes_of(const json::object& success) {
  std::vector<std::int64_t> codes;
  for (const json::value& code : list_at(success, "exit_codes")) {
    codes.push_back(code.to_number<std::int64_t>());
  }
  if (codes.empty()) codes.push_back(0);
  return codes;
}

Result<std::vector<std::string>> outputs_of(const json::object& success) {
  auto outputs = texts_at(success, "outputs");
  for (const std::string& path : outputs) {
    if (auto inside = check_inside(path); !inside) {
      return within("success.outputs", inside.error());
    }
  }
  return outputs;
}

Result<Descriptor> read_descriptor(const Manifest& manifest, const json::object& config) {
  const json::object& declared = manifest.descriptor;
  if (auto valid = process_schema().validate(declared, "process"); !valid) {
    return tl::unexpected(valid.error());
  }
  auto scope = Scope::create(manifest, config);
  if (!scope) return tl::unexpected(scope.error());
  auto arguments = Arguments::create(*scope, list_at(declared, "arguments"));
  if (!arguments) return tl::unexpected(arguments.error());
  auto variables = Variables::create(*scope, object_at(declared, "environment"));
  if (!variables) return tl::unexpected(variables.error());
  auto files = InputFiles::create(*scope, list_at(declared, "files"));
  if (!files) return tl::unexpected(files.error());
  auto infeasible = OutputPatterns::create("infeasible", declared);
  if (!infeasible) return tl::unexpected(infeasible.error());
  auto failed = OutputPatterns::create("failed", declared);
  if (!failed) return tl::unexpected(failed.error());
  auto outputs = outputs_of(object_at(declared, "success"));
  if (!outputs) return tl::unexpected(outputs.error());
  auto measurements = Measurements::create(manifest, *scope, object_at(declared, "metrics"));
  if (!measurements) return tl::unexpected(measurements.error());
  const std::string input = text_at(declared, "input");
  if (auto inside = check_inside(input); !input.empty() && !inside) {
    return within("input", inside.error());
  }
  auto program = identify_program(manifest, object_at(declared, "program"), config);
  if (!program) return tl::unexpected(program.error());
  const json::value* inherit = declared.if_contains("inherit_environment");
  return Descriptor{std::move(*scope),
                    std::move(*program),
                    std::move(*arguments),
                    std::move(*variables),
                    !inherit || inherit->as_bool(),
                    input,
                    std::move(*files),
                    std::move(*infeasible),
                    std::move(*failed),
                    exit_codes_of(object_at(declared, "success")),
                    std::move(*outputs),
                    std::move(*measurements)};
}

}  // namespace

Result<Environment> create_process_environment(const HostServices& services,
                                               const Manifest& manifest,
                                               const json::object& config) {
  auto descriptor = read_descriptor(manifest, config);
  if (!descriptor) return within(manifest.path.string(), descriptor.error());
  return wrap(services, std::make_unique<ProcessEnvironment>(std::move(*descriptor)));
}

}  // namespace archgym::host
