// A run is one program: what its plugins and its workload consist of stays what it was.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/known_file.hpp"
#include "run/plan.hpp"

namespace archgym::host {

// Every file that the results of a plan depend on, as far as it is known (see files_of()), with its
// checksum: manifest, code and files of the environment and of the agent, and a workload file of
// the user with what it names.
class Identity {
 public:
  // What is there now: reads everything.
  static Result<Identity> of(const Plan& plan);
  // What describe() said when the run began. The plugins may lie elsewhere by now.
  static Result<Identity> from(const Plan& plan, const boost::json::object& recorded);

  // Properties of the run: "environment", "agent", "workload_sha256", "workload_files_sha256".
  // Empty for one that comes from a record.
  const boost::json::object& describe() const { return description_; }
  // Of every file of environment and workload, by its path.
  boost::json::object sums() const;

  // The first file that is not what it was, in words: "the file layers.csv of
  // 'org.example.systolic' has changed since the run began: ..."; nothing while all is the same.
  // Costs a system call for each file that nobody touched.
  enum class Scope { everything, evaluations };
  std::optional<std::string> changed(Scope scope = Scope::everything);

  // The same for the loop of a run: an error, after every evaluation, which is not to be recorded
  // then. An agent is started once and stays what it is: only its next session sees its files.
  // Where evaluations start programs, always; a library stays loaded as it is, and looking may take
  // as long as an evaluation: there it takes no more than a hundredth of the time.
  Result<void> check();

 private:
  struct Part {
    std::string what;  // "the file layers.csv of 'org.example.systolic'"
    KnownFile file;
    bool agent = false;
    // Whether it has changed when it is gone. Nothing starts without manifest and code: they may
    // come back.
    bool must_be_there = true;
  };

  Result<void> add_plugin(const Manifest& manifest, const boost::json::object& config,
                          const std::filesystem::path& run_file);
  Result<void> add_recorded(const Manifest& manifest, const boost::json::object& config,
                            const boost::json::object& recorded);
  Result<void> add_workload(const Plan& plan);
  void add_recorded_workload(const Plan& plan, const boost::json::object& recorded);
  void add_base(const Manifest& manifest, KnownFile description, KnownFile code);
  void add_file(const Manifest& manifest, const std::string& name, KnownFile file);

  std::vector<Part> parts_;
  boost::json::object description_;
  bool runs_programs_ = false;
  double next_look_ = 0;
};

}  // namespace archgym::host
