// One instance of a plugin of any kind, for the rules that all kinds share.
#pragma once

#include <archgym/host.h>

#include <memory>
#include <string>
#include <string_view>

#include "validate/check.hpp"

namespace archgym::host::validation {

class Instance {
 public:
  virtual ~Instance() = default;

  // A small piece of work, the same for every fresh instance; what came out of it, byte for byte.
  // Ends the test when the plugin fails.
  virtual std::string work() = 0;

  // The same with NULL for everything that may be NULL.
  virtual std::string work_without_optional_pointers() = 0;

  // It has written beyond what it was given.
  virtual bool overran() const = 0;

  virtual const void* extension(const char* id) const = 0;

  // False: plugins of this kind, or this one, have no state to save.
  virtual bool saves() const { return true; }
  virtual std::string save() = 0;
  virtual ag_status load(std::string_view bytes) = 0;
};

// Ends the test when it cannot be created. `host` outlives it.
std::unique_ptr<Instance> make_instance(Check& check, const ag_host& host);

// Whose tables the plugin gets beside that of the host: those of today, or of one that is older or
// newer (AG-ABI-2).
enum class HostAge { today, older, newer };
std::unique_ptr<Instance> make_instance(Check& check, const ag_host& host, HostAge age);

// An instance is made, works and is destroyed.
std::string use_once(Check& check, const ag_host& host, HostAge age = HostAge::today);

}  // namespace archgym::host::validation
