#include "base/known_file.hpp"

#include <sys/stat.h>

#include <ctime>

#include "base/hash.hpp"

namespace archgym::host {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// Times of files have steps of some milliseconds: what is younger may change again and keep its
// time.
constexpr std::int64_t k_settled_nanoseconds = 100'000'000;

std::int64_t now_nanoseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

}  // namespace

std::optional<KnownFile::Stamp> KnownFile::stamp_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Stamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
               nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

Result<KnownFile> KnownFile::read(std::filesystem::path path) {
  // Before it is read: what changes it meanwhile changes the stamp, too.
  const auto stamp = stamp_of(path);
  auto sum = sha256_file(path);
  if (!sum) return tl::unexpected(sum.error());
  KnownFile file(std::move(path), std::move(*sum));
  file.remember(stamp);
  return file;
}

void KnownFile::remember(const std::optional<Stamp>& stamp) {
  stamp_.reset();
  if (stamp && stamp->changed < now_nanoseconds() - k_settled_nanoseconds) stamp_ = stamp;
}

KnownFile::State KnownFile::state() {
  const auto now = stamp_of(path_);
  if (!now) return State::missing;
  if (now == stamp_) return State::same;
  const auto sum = sha256_file(path_);
  if (!sum) return State::missing;
  if (*sum != sum_) return State::another;
  remember(now);
  return State::same;
}

}  // namespace archgym::host
