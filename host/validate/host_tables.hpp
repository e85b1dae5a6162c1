// Tables of hosts that are older or newer than this one (AG-ABI-2), for plugins to meet.
#pragma once

#include <archgym/host.h>
#include <archgym/space.h>

#include <cstdint>
#include <deque>
#include <vector>

namespace archgym::host::validation {

// A host that was built before get_extension was there. What lies beyond its end must not be used.
class OlderHost {
 public:
  explicit OlderHost(const ag_host& today);
  const ag_host& table() const { return table_; }

 private:
  ag_host table_;
};

// A host whose table has members that today's headers do not know.
class NewerHost {
 public:
  explicit NewerHost(const ag_host& today);
  const ag_host& table() const { return table_.known; }

 private:
  struct {
    ag_host known;
    void (*unknown[8])();
  } table_;
};

// A space lent by such hosts: its parameters end before, or go on behind, what today's headers say.
class OtherSpace {
 public:
  OtherSpace(const ag_space& today, bool newer);
  OtherSpace(const OtherSpace&) = delete;
  OtherSpace& operator=(const OtherSpace&) = delete;
  const ag_space& table() const { return table_; }

 private:
  struct Row {
    ag_parameter known;
    std::uint64_t unknown[4];
  };
  std::deque<Row> rows_;
  std::vector<const ag_parameter*> pointers_;
  ag_space table_;
};

}  // namespace archgym::host::validation
