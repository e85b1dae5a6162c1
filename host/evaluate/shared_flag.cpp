#include "evaluate/shared_flag.hpp"

#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>

namespace archgym::host {

struct SharedFlag::Memory {
  std::atomic<bool> flag = false;
  sem_t sets{};
};

SharedFlag::SharedFlag(Descriptor descriptor) : descriptor_(std::move(descriptor)) {
  void* memory =
      ::mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_.get(), 0);
  if (memory != MAP_FAILED) memory_ = static_cast<Memory*>(memory);
}

Result<SharedFlag> SharedFlag::create() {
  Descriptor file(::memfd_create("cancelled", MFD_CLOEXEC));
  if (file.get() < 0 || ::ftruncate(file.get(), sizeof(Memory)) != 0) {
    return system_failure("memory that a worker shares", errno);
  }
  SharedFlag flag(std::move(file));
  if (flag.empty()) return system_failure("memory that a worker shares", errno);
  new (flag.memory_) Memory;
  ::sem_init(&flag.memory_->sets, 1, 0);
  return flag;
}

SharedFlag SharedFlag::attach(int descriptor) {
  SharedFlag flag{Descriptor(descriptor)};
  flag.close_descriptor();
  return flag;
}

SharedFlag::~SharedFlag() {
  if (memory_) ::munmap(memory_, sizeof(Memory));
}

std::atomic<bool>& SharedFlag::flag() const {
  return memory_->flag;
}

void SharedFlag::set() {
  flag().store(true, std::memory_order_relaxed);
  ::sem_post(&memory_->sets);
}

void SharedFlag::wait_for_set() const {
  while (::sem_wait(&memory_->sets) != 0 && errno == EINTR) {
  }
}

}  // namespace archgym::host
