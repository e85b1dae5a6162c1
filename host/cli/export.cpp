// archgym-host export: a run file as CSV or JSONL.
#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/log.hpp"
#include "cli/output.hpp"
#include "store/export.hpp"

namespace archgym::host {
namespace {

struct ExportOptions {
  std::string file;
  std::string format = "csv";
  std::string out;
};

Result<void> write(const RunFile& file, const std::string& format, std::ostream& out) {
  auto written = format == "csv" ? export_csv(file, out) : export_jsonl(file, out);
  out.flush();
  if (written && !out) return failure("the output cannot be written");
  return written;
}

Result<void> export_run(const ExportOptions& options) {
  auto file = RunFile::open(options.file, RunFile::Mode::read, log_warning);
  if (!file) return tl::unexpected(file.error());
  if (options.out.empty()) {
    auto written = write(*file, options.format, std::cout);
    return written || output_is_read() ? written : Result<void>();
  }
  return replace_file(options.out,
                      [&](std::ostream& out) { return write(*file, options.format, out); });
}

}  // namespace

void add_export_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  auto* command = app.add_subcommand("export", "Write the evaluations of a run as CSV or JSONL");
  command->add_option("file", options->file, "The run file")->required()->type_name("RUN");
  command->add_option("--format", options->format, "csv (default) or jsonl")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_option("--out", options->out, "File to write (default: standard output)")
      ->type_name("FILE");
  command->callback([options, &exit_code] {
    auto done = export_run(*options);
    exit_code = done ? k_exit_ok : report(done.error());
  });
}

}  // namespace archgym::host
