// A C function, ready to be called: everything but the values is prepared once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapter/ffi/guarded_buffer.hpp"
#include "adapter/ffi/signature.hpp"

namespace archgym::host::ffi {

class Function {
 public:
  using Address = void (*)();

  // `resources`: the directory of the manifest.
  static Result<std::unique_ptr<Function>> prepare(Signature signature, Address address,
                                                   std::filesystem::path resources);
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;

  const Signature& signature() const { return signature_; }

  // Store the values, call, and look at the guards. Throws archgym::Failed when a value
  // does not fit its type or the workload's data cannot be read, archgym::ProcessSuspect when the
  // function wrote where it must not. `evaluation.counts` is filled in here.
  void call(Evaluation evaluation);

  // What the last call left.
  double number(const Place& place) const {
    return load(place.type, buffers_[place.argument].data() + place.offset);
  }
  const void* pointer(std::size_t argument) const {
    return load_pointer(buffers_[argument].data());
  }

 private:
  Function(Signature signature, Address address, std::filesystem::path resources);
  Result<void> prepare_interface();
  Result<void> store_constants();
  void unset_outputs();
  void load_workload(std::string_view workload);
  void point_to_buffers();
  void check_guards() const;

  struct Variable {  // what changes from call to call
    std::size_t argument;
    const Store* store;
  };

  Signature signature_;
  Address address_;
  std::filesystem::path resources_;
  std::vector<GuardedBuffer> buffers_;   // of the arguments and of what is returned
  std::vector<std::size_t> counts_;      // elements of each argument
  std::vector<std::size_t> pointed_to_;  // the arguments that are passed as pointers
  std::vector<Variable> variables_;
  std::vector<void*> pointers_;   // values of those that are passed as pointers
  std::vector<void*> arguments_;  // as libffi wants them
  std::vector<void*> passed_;     // the same, for one call
  std::vector<ffi_type*> types_;
  ffi_cif interface_{};
  std::string workload_;  // whose data is loaded
  bool has_workload_data_ = false;
};

}  // namespace archgym::host::ffi
