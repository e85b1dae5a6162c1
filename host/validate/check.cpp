#include "validate/check.hpp"

#include <exception>

#include "adapter/create.hpp"
#include "base/clock.hpp"
#include "plugin/declared_space.hpp"

namespace archgym::host::validation {

Check::Check(CheckSetup setup)
    : setup_(std::move(setup)),
      services_([this](int, std::string_view, std::string_view message) {
        const std::scoped_lock lock(log_mutex_);
        log_.append(message).append("\n");
      }),
      started_(monotonic_seconds()) {}

const Manifest& Check::manifest() {
  if (!manifest_) manifest_ = value(read_manifest(setup_.manifest_file));
  return *manifest_;
}

Manifest Check::settled_for(const std::string& workload, const boost::json::object& given) {
  Manifest settled = manifest();
  const auto config = value(complete_config(settled, given));
  if (!settled.space_depends_on.empty()) {
    ag_ctx call;
    call.scratch_root = setup_.directory;
    settled.declared = value(ask_for_space(services_, settled, config, workload, call));
  }
  if (auto done = settle_space(settled, config, workload); !done) {
    fail((workload.empty() ? "" : "on workload " + workload + ": ") + done.error().message);
  }
  return settled;
}

const Manifest& Check::settled() {
  if (!settled_) settled_ = settled_for(default_workload(manifest()));
  return *settled_;
}

bool Check::next_case(const std::string& text) {
  const std::uint64_t number = cases_++;
  if (setup_.only && number != *setup_.only) return false;
  if (!setup_.only && monotonic_seconds() - started_ > setup_.seconds / 2) {
    ++left_out_;
    return false;
  }
  case_number_ = number;
  case_text_ = text;
  if (setup_.announce) setup_.announce(number, text);
  return true;
}

void Check::fail(std::string reason) const {
  throw Finding{VerdictStatus::failed, std::move(reason)};
}

void Check::warn(std::string reason) const {
  throw Finding{VerdictStatus::warning, std::move(reason)};
}

void Check::skip(std::string reason) const {
  throw Finding{VerdictStatus::skipped, std::move(reason)};
}

std::string Check::log_text() const {
  const std::scoped_lock lock(log_mutex_);
  return log_;
}

Verdict Check::verdict(VerdictStatus status, std::string reason) const {
  if (status == VerdictStatus::skipped) return {status, std::move(reason), std::nullopt, ""};
  return {status, std::move(reason), case_number_, case_text_};
}

std::string Check::kept_reason() const {
  if (left_out_ == 0) return note_;
  return (note_.empty() ? "" : note_ + "; ") + std::to_string(cases_ - left_out_) + " of " +
         std::to_string(cases_) + " cases in the time that a test has";
}

// Why no case was tried, although there are some; "" when one was.
std::string Check::nothing_tried() const {
  if (cases_ == 0 || case_number_) return "";
  if (!setup_.only) return "not one case begins in the time that a test has (--time-limit)";
  return "there is no case " + std::to_string(*setup_.only) + " for this plugin, only " +
         std::to_string(cases_);
}

Verdict run_check(const std::function<void(Check&)>& test, CheckSetup setup) {
  Check check(std::move(setup));
  try {
    test(check);
    if (const std::string nothing = check.nothing_tried(); !nothing.empty()) {
      return {VerdictStatus::skipped, nothing, std::nullopt, ""};
    }
    return {VerdictStatus::ok, check.kept_reason(), std::nullopt, ""};
  } catch (const Finding& finding) {
    return check.verdict(finding.status, finding.reason);
  } catch (const std::exception& error) {
    return check.verdict(VerdictStatus::failed, error.what());
  }
}

}  // namespace archgym::host::validation
