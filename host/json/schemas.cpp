#include "json/schemas.hpp"

#include <embedded_schemas.hpp>

#include "json/json.hpp"

namespace archgym::host {
namespace {

// An embedded schema is part of the program: the tests compile each of them.
Schema compiled(const char* text, std::string_view name) {
  const auto schema = parse(text, name).and_then(Schema::compile);
  return schema.value();
}

}  // namespace

const Schema& manifest_schema() {
  static const Schema schema = compiled(archgym_manifest_schema, "manifest.schema.json");
  return schema;
}

const Schema& waivers_schema() {
  static const Schema schema = compiled(archgym_waivers_schema, "waivers.schema.json");
  return schema;
}

const Schema& run_schema() {
  static const Schema schema = compiled(archgym_run_schema, "run.schema.json");
  return schema;
}

const Schema& replay_schema() {
  static const Schema schema = compiled(archgym_replay_schema, "replay.schema.json");
  return schema;
}

const Schema& problem_schema() {
  static const Schema schema = compiled(archgym_problem_schema, "problem.schema.json");
  return schema;
}

const Schema& process_schema() {
  static const Schema schema = compiled(archgym_process_schema, "process.schema.json");
  return schema;
}

const Schema& ffi_schema() {
  static const Schema schema = compiled(archgym_ffi_schema, "ffi.schema.json");
  return schema;
}

const Schema& persistent_schema() {
  static const Schema schema = compiled(archgym_persistent_schema, "persistent.schema.json");
  return schema;
}

}  // namespace archgym::host
