// A manifest of an adapter plugin with one parameter of every kind.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "adapter/process/scope.hpp"
#include "plugin/manifest.hpp"

namespace archgym::test {

inline host::Manifest adapter_manifest() {
  return host::parse_manifest(R"({
    "manifest_version": 1, "id": "org.example.tool", "name": "tool", "kind": "environment",
    "version": "1.0.0", "summary": "s", "adapter": "process",
    "config_schema": {"type": "object", "properties": {
      "trace": {"type": "string", "default": "a b.txt"}, "level": {"type": "integer", "default": 3}}},
    "parameters": [
      {"name": "Size", "type": "ordinal", "values": [1, 2, 4], "unit": "KiB", "default": 2,
       "description": "d"},
      {"name": "Clock", "type": "real", "minimum": 0.5, "maximum": 4, "unit": "GHz", "default": 1.5,
       "description": "d"},
      {"name": "Prefetch", "type": "bool", "default": false, "description": "d"},
      {"name": "Degree", "type": "integer", "minimum": 1, "maximum": 8, "default": 2,
       "when": "Prefetch", "description": "d"},
      {"name": "Policy", "type": "categorical", "values": ["LRU", "a \"b\" <c>&'d'", "-v", "../x",
       "/etc/passwd", "line\nline", "# x", "${Size}"], "default": "LRU", "description": "d"},
      {"name": "Order", "type": "permutation", "values": ["N", "K", "C"],
       "default": ["K", "N", "C"], "description": "d"}],
    "metrics": [
      {"name": "time", "unit": "ns", "direction": "minimize", "description": "d"},
      {"name": "count", "unit": "1", "direction": "none", "description": "d"},
      {"name": "score", "unit": "1", "direction": "none", "description": "d"}],
    "workloads": [{"id": "small", "description": "d"}, {"id": "large", "description": "d"}],
    "process": {}
  })",
                              "/plugins/tool/tool.archgym.json")
      .value();
}

// Scope and one evaluation of it.
struct AdapterScope {
  host::Manifest manifest = adapter_manifest();
  host::Scope scope =
      host::Scope::create(manifest, host::complete_config(manifest, {}).value()).value();

  host::Point point(const boost::json::object& values) const {
    return manifest.space->parse(values).value();
  }
};

}  // namespace archgym::test
