// A WHIP and WHEP server that answers as a scenario file has it (tests/scenarios/README.md),
// without a network: the native side of tests/e2e/servers/scripted.mjs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/describe.hpp"

namespace sluice::sim {

class ScriptedServer {
 public:
  static constexpr std::string_view kOrigin = "https://sm.example.com";
  static constexpr std::string_view kOther = "https://other.example.net";

  // What becomes of a request.
  struct Outcome {
    std::optional<HttpAnswered> answer{};  // nothing: the connection is cut
    Millis delay{};
    std::vector<std::string> pieces{};  // of a stream, which stays open
    bool is_stream = false;
  };

  explicit ScriptedServer(const Json& rules);

  Outcome ask(const SendHttp& request);
  // Whether a rule still waits for its request, other than for the session's end.
  [[nodiscard]] bool waits() const;
  [[nodiscard]] const test::Lines& lines() const { return lines_; }

 private:
  struct Rule {
    std::string request;
    const Json* json = nullptr;
    const Json* answer = nullptr;
    bool is_many = false;  // as often as it is asked for
    int left = 1;          // how often it still waits for its request
  };
  struct Asked {
    std::string request;  // method and path
    std::string kind;     // of the body
    std::vector<HttpHeader> headers;
  };

  [[nodiscard]] std::string kind_of(const SendHttp& request) const;
  Rule* rule_for(const Asked& asked);
  void describe(const SendHttp& request, const Json& answer, HttpAnswered& to);

  std::vector<Rule> rules_;
  test::Lines lines_;
  std::map<std::string, std::string, std::less<>> offered_;  // a session's user name fragment
};

// With {origin}, {other} and {in:1} (a date, so many seconds from now) filled in.
[[nodiscard]] std::string filled(std::string_view text);

}  // namespace sluice::sim
