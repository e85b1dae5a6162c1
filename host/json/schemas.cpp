#include "json/schemas.hpp"

#include <embedded_schemas.hpp>

#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

// An embedded schema is part of the program: the tests check each of them.
Schema compiled(const char* text, std::string_view name) {
  const auto schema = parse(text, name).and_then(Schema::compile_own);
  return schema.value();
}

// A part of the manifest's schema as a schema of its own.
Schema part_of_manifest(json::object part) {
  const auto manifest = parse(archgym_manifest_schema, "manifest.schema.json").value();
  part["definitions"] = manifest.at("definitions");
  return Schema::compile_own(std::move(part)).value();
}

json::object declaration() {
  const auto manifest = parse(archgym_manifest_schema, "manifest.schema.json").value();
  json::object members;
  for (const char* key : {"parameters", "constraints", "spaces", "fidelity"}) {
    members[key] = manifest.at("properties").at(key);
  }
  return {{"type", "object"},
          {"required", {"parameters"}},
          {"additionalProperties", false},
          {"properties", std::move(members)}};
}

}  // namespace

const Schema& space_schema() {
  static const Schema schema = part_of_manifest(declaration());
  return schema;
}

const Schema& constants_schema() {
  static const Schema schema = part_of_manifest({{"$ref", "#/definitions/constants"}});
  return schema;
}

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
