/* Makes calls of the C library fail, for tests: loaded with LD_PRELOAD into the host and its
 * workers.
 *
 *   ARCHGYM_FAULT=CALL:N          the N-th call fails, once
 *   ARCHGYM_FAULT=CALL:N+         the N-th and all later ones
 *   ARCHGYM_FAULT_IN=host|worker  in which processes; everywhere without it
 *
 * Calls are counted per process. Each fails the way it does when the system runs out of what it
 * asks for. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static char call_name[32];
static long first;
static int for_ever;
static atomic_long calls;

/* argv[1] of a worker is `worker`; the second text of the command line. */
static int in_worker(void) {
  char text[4096];
  const int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  const ssize_t size = read(file, text, sizeof(text) - 1);
  close(file);
  if (size <= 0) return 0;
  text[size] = 0;
  const char* second = text + strlen(text) + 1;
  return second < text + size && strcmp(second, "worker") == 0;
}

__attribute__((constructor)) static void read_order(void) {
  const char* order = getenv("ARCHGYM_FAULT");
  const char* where = getenv("ARCHGYM_FAULT_IN");
  const char* colon = order ? strchr(order, ':') : NULL;
  if (!colon || (size_t)(colon - order) >= sizeof(call_name)) return;
  if (where && (strcmp(where, "worker") == 0) != in_worker()) return;
  first = strtol(colon + 1, NULL, 10);
  for_ever = strchr(colon, '+') != NULL;
  memcpy(call_name, order, (size_t)(colon - order)); /* last: now calls are counted */
}

static int fails(const char* name) {
  if (strcmp(call_name, name) != 0) return 0;
  const long number = atomic_fetch_add(&calls, 1) + 1;
  return for_ever ? number >= first : number == first;
}

#define REAL(name)               \
  static __typeof__(name)* real; \
  if (!real) *(void**)&real = dlsym(RTLD_NEXT, #name)

int posix_spawn(pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const arguments[],
                char* const variables[]) {
  REAL(posix_spawn);
  if (fails("posix_spawn")) return EAGAIN;
  if (fails("exec")) return ENOENT;
  return real(child, path, actions, attributes, arguments, variables);
}

pid_t fork(void) {
  REAL(fork);
  if (!fails("fork")) return real();
  errno = EAGAIN;
  return -1;
}

int socketpair(int domain, int type, int protocol, int ends[2]) {
  REAL(socketpair);
  if (!fails("socketpair")) return real(domain, type, protocol, ends);
  errno = EMFILE;
  return -1;
}

void* dlopen(const char* path, int flags) {
  REAL(dlopen);
  return fails("dlopen") ? NULL : real(path, flags);
}

static int in_memory(int file) {
  char link[64], target[256];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, target, sizeof target - 1);
  if (length < 0) return 0;
  target[length] = '\0';
  return strncmp(target, "/memfd:", 7) == 0;
}

void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) {
  REAL(mmap);
  if (fails("mmap")) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  /* As on a file system that cannot share the pages of a file; files in memory have none. */
  if (file >= 0 && (flags & MAP_SHARED) != 0 && !in_memory(file) && fails("shared_mmap")) {
    errno = ENODEV;
    return MAP_FAILED;
  }
  return real(address, size, protection, flags, file, offset);
}

void* mmap64(void* address, size_t size, int protection, int flags, int file, off64_t offset) {
  return mmap(address, size, protection, flags, file, offset);
}

ssize_t write(int file, const void* bytes, size_t size) {
  REAL(write);
  if (file == STDERR_FILENO || !fails("write")) return real(file, bytes, size);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  REAL(pwrite64);
  if (!fails("pwrite")) return real(file, bytes, size, offset);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return pwrite64(file, bytes, size, offset);
}

int fdatasync(int file) {
  REAL(fdatasync);
  if (!fails("fdatasync")) return real(file);
  errno = EIO;
  return -1;
}

int ftruncate64(int file, off64_t size) {
  REAL(ftruncate64);
  if (!fails("ftruncate")) return real(file, size);
  errno = ENOSPC;
  return -1;
}

int ftruncate(int file, off_t size) {
  return ftruncate64(file, size);
}

int open64(const char* path, int flags, ...) {
  REAL(open64);
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = va_arg(arguments, mode_t);
  va_end(arguments);
  if (!fails("open")) return real(path, flags, mode);
  errno = EMFILE;
  return -1;
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = va_arg(arguments, mode_t);
  va_end(arguments);
  return open64(path, flags, mode);
}

/* Calls that the C library has no function for; as on a kernel that does not have them. */
long syscall(long number, ...) {
  static long (*real)(long, ...);
  if (!real) *(void**)&real = dlsym(RTLD_NEXT, "syscall");
  va_list arguments;
  va_start(arguments, number);
  long given[6];
  for (int k = 0; k < 6; ++k) given[k] = va_arg(arguments, long);
  va_end(arguments);
  if (number != SYS_pidfd_open || !fails("pidfd_open")) {
    return real(number, given[0], given[1], given[2], given[3], given[4], given[5]);
  }
  errno = ENOSYS;
  return -1;
}

char* mkdtemp(char* pattern) {
  REAL(mkdtemp);
  if (!fails("mkdtemp")) return real(pattern);
  errno = ENOSPC;
  return NULL;
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  REAL(send);
  if (!fails("send")) return real(socket, bytes, size, flags);
  errno = ENOBUFS;
  return -1;
}

ssize_t recv(int socket, void* bytes, size_t size, int flags) {
  REAL(recv);
  if (!fails("recv")) return real(socket, bytes, size, flags);
  errno = ENOMEM;
  return -1;
}

/* operator new and the C library's own allocations come through here. */
extern void* __libc_malloc(size_t size);
void* malloc(size_t size) {
  return fails("malloc") ? NULL : __libc_malloc(size);
}
