#include "adapter/ffi/function.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <span>
#include <utility>

#include "adapter/streams.hpp"

namespace archgym::host::ffi {
namespace {

// libffi writes at least so many bytes of a return value, and a small integer into all of them.
constexpr std::size_t k_least_returned = sizeof(ffi_arg);
static_assert(std::endian::native == std::endian::little,
              "a small integer that is returned is at the beginning of its buffer");

std::string not_a_value(const Store& store, const Value& value) {
  return store.where + ": " + to_text(value) + " is not a value of " +
         std::string(name_of(store.type));
}

}  // namespace

Function::Function(Signature signature, Address address, std::filesystem::path resources)
    : signature_(std::move(signature)), address_(address), resources_(std::move(resources)) {
  for (std::size_t i = 0; i < signature_.size(); ++i) {
    const Argument& argument = signature_[i];
    const std::size_t least = i < signature_.arguments.size() ? 0 : k_least_returned;
    buffers_.emplace_back(std::vector<std::byte>(std::max(argument.size, least)));
    counts_.push_back(argument.cells[0].count);
    has_workload_data_ = has_workload_data_ || !argument.workload_data.empty();
  }
  pointers_.resize(signature_.arguments.size());
  arguments_.resize(signature_.arguments.size());
}

Result<std::unique_ptr<Function>> Function::prepare(Signature signature, Address address,
                                                    std::filesystem::path resources) {
  std::unique_ptr<Function> made(new Function(std::move(signature), address, std::move(resources)));
  if (auto done = made->prepare_interface(); !done) return tl::unexpected(done.error());
  made->unset_outputs();
  if (auto done = made->store_constants(); !done) return tl::unexpected(done.error());
  made->point_to_buffers();
  return made;
}

Result<void> Function::prepare_interface() {
  for (std::size_t i = 0; i < signature_.arguments.size(); ++i) {
    const Argument& argument = signature_.arguments[i];
    const bool value = argument.pass == Pass::value;
    types_.push_back(value ? argument.type() : &ffi_type_pointer);
    if (!value) pointed_to_.push_back(i);
  }
  if (signature_.returned) pointed_to_.push_back(signature_.arguments.size());
  ffi_type* returned = signature_.returned ? signature_.returned->type() : &ffi_type_void;
  const auto status = ffi_prep_cif(&interface_, FFI_DEFAULT_ABI,
                                   static_cast<unsigned>(types_.size()), returned, types_.data());
  if (status == FFI_OK) return {};
  return bad_input(signature_.name + "(): libffi cannot call a function with these arguments");
}

// An output that the function leaves alone is NaN, not measured, where its type has that.
void Function::unset_outputs() {
  for (std::size_t i = 0; i < signature_.arguments.size(); ++i) {
    if (signature_.arguments[i].pass != Pass::out) continue;
    for (const Cell& cell : signature_.arguments[i].cells) {
      if (!is_real(cell.type)) continue;
      for (std::size_t k = 0; k < cell.count; ++k) {
        std::byte* const element = buffers_[i].initial() + cell.offset + k * size_of(cell.type);
        ffi::store(cell.type, std::numeric_limits<double>::quiet_NaN(), element);
      }
    }
  }
}

Result<void> Function::store_constants() {
  for (std::size_t i = 0; i < signature_.arguments.size(); ++i) {
    for (const Store& store : signature_.arguments[i].stores) {
      if (!store.source.is_constant()) {
        variables_.push_back({i, &store});
        continue;
      }
      const Value value = store.source.value({});
      if (!ffi::store(store.type, value, buffers_[i].initial() + store.offset)) {
        return bad_input(not_a_value(store, value));
      }
    }
    buffers_[i].reset();
  }
  return {};
}

void Function::point_to_buffers() {
  for (std::size_t i = 0; i < signature_.arguments.size(); ++i) {
    pointers_[i] = buffers_[i].data();
    const bool value = signature_.arguments[i].pass == Pass::value;
    arguments_[i] = value ? pointers_[i] : &pointers_[i];
  }
}

// The data of the arguments that are files of the workload.
void Function::load_workload(std::string_view workload) {
  workload_.clear();
  for (std::size_t i = 0; i < signature_.arguments.size(); ++i) {
    const Argument& argument = signature_.arguments[i];
    if (argument.workload_data.empty()) continue;
    // An absolute path, which a user's file is, replaces the directories.
    const auto file = resources_ / argument.workload_data / workload;
    auto read = read_output(file);
    if (!read) throw archgym::Failed(file.string() + ": " + read.error().message);
    const std::size_t size = size_of(argument.cells[0].type);
    if (read->size() % size != 0) {
      throw archgym::Failed(file.string() + ": its " + std::to_string(read->size()) +
                            " bytes are no whole number of elements of " + std::to_string(size) +
                            " bytes");
    }
    const auto bytes = std::as_bytes(std::span(*read));
    buffers_[i].set_initial(std::vector<std::byte>(bytes.begin(), bytes.end()));
    counts_[i] = read->size() / size;
  }
  point_to_buffers();
  workload_ = workload;
}

void Function::call(Evaluation evaluation) {
  if (has_workload_data_ && (workload_.empty() || evaluation.request->workload() != workload_)) {
    load_workload(evaluation.request->workload());
  }
  evaluation.counts = counts_;
  for (const std::size_t i : pointed_to_) buffers_[i].reset();
  for (const Variable& variable : variables_) {
    const Store& store = *variable.store;
    const Value value = store.source.value(evaluation);
    if (!ffi::store(store.type, value, buffers_[variable.argument].data() + store.offset)) {
      throw archgym::Failed(not_a_value(store, value));
    }
  }
  void* returned = signature_.returned ? buffers_.back().data() : nullptr;
  // libffi puts addresses of its own into the list: of its copies of structs that are passed by
  // value.
  passed_ = arguments_;
  ffi_call(&interface_, address_, returned, passed_.data());
  check_guards();
}

void Function::check_guards() const {
  for (const std::size_t i : pointed_to_) {
    const GuardedBuffer& buffer = buffers_[i];
    if (buffer.intact_before() && buffer.intact_behind()) continue;
    throw archgym::ProcessSuspect(signature_.name + "() wrote " +
                                  (buffer.intact_behind() ? "in front of" : "past the end of") +
                                  " argument '" + signature_[i].name + "', which has " +
                                  std::to_string(buffer.size()) + " bytes");
  }
}

}  // namespace archgym::host::ffi
