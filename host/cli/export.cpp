// archgym-host export: a run file as CSV or JSONL.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "store/export.hpp"

namespace archgym::host {
namespace fs = std::filesystem;
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

// Into a file beside the target, which then takes its place: never a half-written export.
Result<void> write_file(const RunFile& file, const ExportOptions& options) {
  const fs::path temporary = options.out + ".part" + std::to_string(::getpid());
  std::ofstream out(temporary, std::ios::binary);
  if (!out) return bad_input(options.out + ": cannot be written");
  auto written = write(file, options.format, out);
  out.close();
  std::error_code error;
  if (written) fs::rename(temporary, options.out, error);
  if (!written || error) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
  }
  if (error) return failure(options.out + ": " + error.message());
  return written;
}

Result<void> export_run(const ExportOptions& options) {
  auto file = RunFile::open(options.file, RunFile::Mode::read);
  if (!file) return tl::unexpected(file.error());
  return options.out.empty() ? write(*file, options.format, std::cout) : write_file(*file, options);
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
