#include "run/identity.hpp"

#include "adapter/create.hpp"
#include "adapter/plugin_files.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "json/member.hpp"
#include "run/workload_files.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// Of the time of a run.
constexpr double k_share_of_looking = 0.01;

constexpr const char* k_workload_sum = "workload_sha256";
constexpr const char* k_workload_files = "workload_files_sha256";

const char* kind_of(const Manifest& manifest) {
  return manifest.kind == PluginKind::agent ? "agent" : "environment";
}

// How a file is recorded: a plugin may be moved with its folder.
std::string name_of(const fs::path& file, const Manifest& manifest) {
  const fs::path relative = file.lexically_relative(manifest.path.parent_path());
  return relative.empty() || *relative.begin() == ".." ? file.string() : relative.string();
}

bool runs_programs(const Manifest& manifest) {
  return manifest.adapter == Adapter::process || manifest.adapter == Adapter::persistent;
}

std::string named_by(const fs::path& file, const std::string& workload) {
  return "the file " + file.string() + ", which the workload file " + workload + " names,";
}

}  // namespace

Result<Identity> Identity::of(const Plan& plan) {
  Identity identity;
  identity.runs_programs_ = runs_programs(plan.environment);
  const fs::path& run_file = plan.config.out;
  if (auto added = identity.add_plugin(plan.environment, plan.plugin_config, run_file); !added) {
    return tl::unexpected(added.error());
  }
  if (auto added = identity.add_plugin(plan.agent, {}, run_file); !added) {
    return tl::unexpected(added.error());
  }
  if (plan.config.workload_file.empty()) return identity;
  if (auto added = identity.add_workload(plan); !added) return tl::unexpected(added.error());
  return identity;
}

Result<Identity> Identity::from(const Plan& plan, const json::object& recorded) {
  Identity identity;
  identity.runs_programs_ = runs_programs(plan.environment);
  auto added = identity.add_recorded(plan.environment, plan.plugin_config,
                                     object_at(recorded, "environment"));
  if (!added) return tl::unexpected(added.error());
  added = identity.add_recorded(plan.agent, {}, object_at(recorded, "agent"));
  if (!added) return tl::unexpected(added.error());
  identity.add_recorded_workload(plan, recorded);
  return identity;
}

Result<void> Identity::add_plugin(const Manifest& manifest, const json::object& config,
                                  const fs::path& run_file) {
  auto path = code_of(manifest, config);
  if (!path) return tl::unexpected(path.error());
  auto code = KnownFile::read(*path);
  if (!code) return tl::unexpected(code.error());
  auto sum = sha256(manifest.text);
  if (!sum) return tl::unexpected(sum.error());
  auto paths = files_of(manifest, config, run_file);
  if (!paths) return tl::unexpected(paths.error());

  json::object described{{"id", manifest.id},
                         {"version", manifest.version},
                         {"manifest", manifest.path.string()},
                         {"manifest_sha256", *sum},
                         {"code", path->string()},
                         {"code_sha256", code->sum()}};
  add_base(manifest, KnownFile(manifest.path, *sum), std::move(*code));
  json::object sums;
  for (const fs::path& each : *paths) {
    auto file = KnownFile::read(each);
    if (!file) return tl::unexpected(file.error());
    const std::string name = name_of(each, manifest);
    sums[name] = file->sum();
    add_file(manifest, name, std::move(*file));
  }
  if (!sums.empty()) described["files_sha256"] = std::move(sums);
  description_[kind_of(manifest)] = std::move(described);
  return {};
}

Result<void> Identity::add_recorded(const Manifest& manifest, const json::object& config,
                                    const json::object& recorded) {
  auto path = code_of(manifest, config);
  if (!path) return tl::unexpected(path.error());
  add_base(manifest, KnownFile(manifest.path, text_at(recorded, "manifest_sha256")),
           KnownFile(*path, text_at(recorded, "code_sha256")));
  for (const auto& [name, sum] : object_at(recorded, "files_sha256")) {
    // An absolute name stays one.
    const fs::path file = manifest.path.parent_path() / std::string(name);
    add_file(manifest, name, KnownFile(file, std::string(sum.as_string())));
  }
  return {};
}

void Identity::add_base(const Manifest& manifest, KnownFile description, KnownFile code) {
  const bool agent = manifest.kind == PluginKind::agent;
  const bool library = manifest.adapter == Adapter::none || manifest.adapter == Adapter::ffi;
  const std::string of = " of '" + manifest.id + "'";
  parts_.push_back({"the manifest" + of, std::move(description), agent, false});
  parts_.push_back({(library ? "the library" : "the program") + of, std::move(code), agent, false});
}

void Identity::add_file(const Manifest& manifest, const std::string& name, KnownFile file) {
  parts_.push_back({"the file " + name + " of '" + manifest.id + "'", std::move(file),
                    manifest.kind == PluginKind::agent});
}

Result<void> Identity::add_workload(const Plan& plan) {
  auto workload = KnownFile::read(plan.workload);
  if (!workload) return tl::unexpected(workload.error());
  description_[k_workload_sum] = workload->sum();
  parts_.push_back({"the workload file " + plan.workload, std::move(*workload)});
  json::object sums;
  for (const fs::path& path :
       files_named_by(plan.workload, plan.environment.workload_file->names_files)) {
    auto file = KnownFile::read(path);
    if (!file) return tl::unexpected(file.error());
    sums[path.string()] = file->sum();
    parts_.push_back({named_by(path, plan.workload), std::move(*file)});
  }
  description_[k_workload_files] = std::move(sums);
  return {};
}

void Identity::add_recorded_workload(const Plan& plan, const json::object& recorded) {
  if (const std::string sum = text_at(recorded, k_workload_sum); !sum.empty()) {
    parts_.push_back({"the workload file " + plan.workload, KnownFile(plan.workload, sum)});
  }
  for (const auto& [path, sum] : object_at(recorded, k_workload_files)) {
    const fs::path file(std::string_view{path});
    parts_.push_back(
        {named_by(file, plan.workload), KnownFile(file, std::string(sum.as_string()))});
  }
}

json::object Identity::sums() const {
  json::object sums;
  for (const Part& part : parts_) {
    if (!part.agent) sums[part.file.path().string()] = part.file.sum();
  }
  return sums;
}

std::optional<std::string> Identity::changed(Scope scope) {
  for (Part& part : parts_) {
    if (part.agent && scope == Scope::evaluations) continue;
    const KnownFile::State state = part.file.state();
    const bool gone = state == KnownFile::State::missing && part.must_be_there;
    if (state != KnownFile::State::another && !gone) continue;
    return part.what + (gone ? " is gone" : " has changed since the run began") + ": " +
           part.file.path().string() + " had SHA-256 " + part.file.sum();
  }
  return std::nullopt;
}

Result<void> Identity::check() {
  const double started = monotonic_seconds();
  if (!runs_programs_ && started < next_look_) return {};
  const auto what = changed(Scope::evaluations);
  const double now = monotonic_seconds();
  next_look_ = now + (now - started) / k_share_of_looking;
  if (!what) return {};
  return failure(
      *what +
      " while the run was under way. What was evaluated before is kept: put back what it "
      "was and continue with archgym-host resume, or start a new run");
}

}  // namespace archgym::host
