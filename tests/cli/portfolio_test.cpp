#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::trajectory;

namespace {

std::vector<std::string> portfolio(const std::string& members, const std::string& budget,
                                   const std::string& out) {
  return {"run",      "--plugin", "toy",   "--agent", "portfolio", "--hyper", "members=" + members,
          "--budget", budget,     "--out", out};
}

}  // namespace

TEST_CASE("an agent runs agents that the host finds, and the run can be continued") {
  const Host host;
  const auto ran = host(portfolio("genetic,random_walker", "150", "whole.sqlite"));
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  // A whole batch: the portfolio's choices depend on how much is asked at once.
  REQUIRE(host(portfolio("genetic,random_walker", "64", "part.sqlite")).exit_code == 0);
  REQUIRE(host({"resume", "part.sqlite", "--budget", "150"}).exit_code == 0);
  CHECK(trajectory(host, "part.sqlite") == trajectory(host, "whole.sqlite"));
}

TEST_CASE("agents that cannot be run by another one are refused with the reason") {
  const Host host;
  check_refused(host(portfolio("genetik", "10", "a.sqlite")),
                {"genetik", "did you mean 'genetic'"});
  check_refused(host(portfolio("genetic,counter", "10", "a.sqlite")),
                {"counter", "one instance per process"});
  check_refused(host(portfolio("genetic,genetic", "10", "a.sqlite")), {"named twice"});
}
