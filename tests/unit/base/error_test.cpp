#include "base/error.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

using namespace sluice;

namespace {

template <class Check>
void for_each_code(Check check) {
  for (std::size_t i = 0; i < kErrorCodes; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    CAPTURE(i, error_info(code).name);
    check(code, error_info(code));
  }
}

bool is_lower_word(std::string_view word) {
  return !word.empty() && word.front() != '_' && word.back() != '_' &&
         std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

std::string_view family_of(std::string_view name) {
  return name.substr(0, name.find('.'));
}

}  // namespace

TEST_CASE("every error has a name of its own, a family and a word") {
  std::set<std::string_view> seen;
  for_each_code([&](ErrorCode, const ErrorInfo& info) {
    const std::size_t dot = info.name.find('.');
    REQUIRE(dot != std::string_view::npos);
    CHECK(is_lower_word(info.name.substr(0, dot)));
    CHECK(is_lower_word(info.name.substr(dot + 1)));
    CHECK(seen.insert(info.name).second);
  });
}

TEST_CASE("every error's message is one plain sentence") {
  for_each_code([](ErrorCode, const ErrorInfo& info) {
    REQUIRE(info.message.size() > 10);
    CHECK(info.message.ends_with('.'));
    CHECK_FALSE(info.message.ends_with(".."));
    CHECK(info.message.front() >= 'A');
    CHECK(info.message.front() <= 'Z');
    CHECK(info.message.find("  ") == std::string_view::npos);
    CHECK(info.message.find('\n') == std::string_view::npos);
  });
}

TEST_CASE("a family says who is to blame") {
  for_each_code([](ErrorCode, const ErrorInfo& info) {
    const std::string_view family = family_of(info.name);
    if (family == "config" || family == "state" || family == "media" || family == "env") {
      CHECK(info.blame == Blame::Caller);
    } else if (family == "internal") {
      CHECK(info.blame == Blame::Internal);
    } else {
      const std::set<std::string_view> of_others{"http",   "manager", "proxy", "stream",
                                                 "signal", "peer",    "call"};
      CHECK(of_others.contains(family));
      CHECK(info.blame != Blame::Internal);
    }
  });
}

TEST_CASE("trying again is never advised where only a change by the caller can help") {
  for_each_code([](ErrorCode, const ErrorInfo& info) {
    const std::string_view family = family_of(info.name);
    if (family == "config" || family == "state" || family == "internal")
      CHECK_FALSE(info.retryable);
    if (info.blame == Blame::Network) CHECK(info.retryable);
  });
  CHECK_FALSE(error_info(ErrorCode::HttpUnauthorized).retryable);
  CHECK_FALSE(error_info(ErrorCode::HttpForbidden).retryable);
  CHECK_FALSE(error_info(ErrorCode::HttpBadRequest).retryable);
  CHECK(error_info(ErrorCode::HttpUnavailable).retryable);
  CHECK(error_info(ErrorCode::SignalTimeout).retryable);
}

TEST_CASE("errors of stream managers, nodes and WebSockets say who is to blame and what helps") {
  struct Row {
    ErrorCode code;
    std::string_view name;
    Blame blame;
    bool retryable;
  };
  using enum Blame;
  for (const Row& row : {
           Row{ErrorCode::ConfigInsecure, "config.insecure", Caller, false},
           Row{ErrorCode::StateNotLive, "state.not_live", Caller, false},
           Row{ErrorCode::ManagerUnreachable, "manager.unreachable", Network, true},
           Row{ErrorCode::ManagerTimeout, "manager.timeout", Network, true},
           Row{ErrorCode::ManagerNoOrigin, "manager.no_origin", Remote, true},
           Row{ErrorCode::ManagerNoEdge, "manager.no_edge", Remote, true},
           Row{ErrorCode::ManagerBadRequest, "manager.bad_request", Caller, true},
           Row{ErrorCode::ManagerUnauthorized, "manager.unauthorized", Caller, false},
           Row{ErrorCode::ManagerRefused, "manager.refused", Remote, false},
           Row{ErrorCode::ManagerFailed, "manager.failed", Remote, true},
           Row{ErrorCode::ManagerNotJson, "manager.not_json", Remote, true},
           Row{ErrorCode::ManagerBadAnswer, "manager.bad_answer", Remote, false},
           Row{ErrorCode::ManagerBadAddress, "manager.bad_address", Remote, false},
           Row{ErrorCode::ManagerTooLarge, "manager.too_large", Remote, false},
           Row{ErrorCode::ProxyDisabled, "proxy.disabled", Remote, true},
           Row{ErrorCode::ConfigNoNode, "config.no_node", Caller, false},
           Row{ErrorCode::StreamNameTaken, "stream.name_taken", Remote, true},
           Row{ErrorCode::StreamNotFound, "stream.not_found", Remote, true},
           Row{ErrorCode::CallFailed, "call.failed", Remote, false},
           Row{ErrorCode::CallNoChannel, "call.no_channel", Remote, false},
           Row{ErrorCode::SignalUnreachable, "signal.unreachable", Network, true},
           Row{ErrorCode::SignalClosed, "signal.closed", Network, true},
           Row{ErrorCode::SignalRejected, "signal.rejected", Remote, false},
           Row{ErrorCode::SignalRefused, "signal.refused", Remote, true},
       }) {
    CAPTURE(row.name);
    const ErrorInfo info = error_info(row.code);
    CHECK(info.name == row.name);
    CHECK(info.blame == row.blame);
    CHECK(info.retryable == row.retryable);
  }
  // Both errors that a proxy which is switched off may show as say which switch it is.
  for (const ErrorCode code : {ErrorCode::ProxyDisabled, ErrorCode::SignalUnreachable})
    CHECK(error_info(code).message.find("proxy.enabled=true") != std::string_view::npos);
}

// Pages compare with these: this list only ever grows.
TEST_CASE("the public names of errors stay as they are") {
  const std::set<std::string_view> expected{"config.invalid",
                                            "env.local_network",
                                            "config.host_missing",
                                            "config.host_invalid",
                                            "config.stream_missing",
                                            "config.stream_invalid",
                                            "config.app_invalid",
                                            "config.endpoint_invalid",
                                            "config.insecure",
                                            "config.no_node",
                                            "state.busy",
                                            "state.closed",
                                            "state.not_live",
                                            "media.unsupported",
                                            "media.denied",
                                            "media.not_found",
                                            "media.in_use",
                                            "media.overconstrained",
                                            "media.failed",
                                            "media.timeout",
                                            "http.network",
                                            "http.bad_request",
                                            "http.unauthorized",
                                            "http.forbidden",
                                            "http.not_found",
                                            "http.client_error",
                                            "http.server_error",
                                            "http.unavailable",
                                            "http.unexpected_status",
                                            "http.auth_lost",
                                            "manager.unreachable",
                                            "manager.timeout",
                                            "manager.no_origin",
                                            "manager.no_edge",
                                            "manager.bad_request",
                                            "manager.unauthorized",
                                            "manager.refused",
                                            "manager.failed",
                                            "manager.not_json",
                                            "manager.bad_answer",
                                            "manager.bad_address",
                                            "manager.too_large",
                                            "proxy.disabled",
                                            "stream.name_taken",
                                            "stream.not_found",
                                            "call.failed",
                                            "call.no_channel",
                                            "signal.timeout",
                                            "signal.unreachable",
                                            "signal.closed",
                                            "signal.rejected",
                                            "signal.refused",
                                            "signal.no_location",
                                            "signal.foreign_location",
                                            "signal.wrong_location",
                                            "signal.kinds_refused",
                                            "signal.channel_refused",
                                            "signal.answer_late",
                                            "signal.not_ended",
                                            "signal.not_sdp",
                                            "signal.too_large",
                                            "peer.unsupported",
                                            "peer.failed",
                                            "peer.refused_sdp",
                                            "peer.stalled",
                                            "peer.frozen",
                                            "media.no_frames",
                                            "media.ended",
                                            "media.interrupted",
                                            "peer.timeout",
                                            "internal.fault"};
  std::set<std::string_view> names;
  for_each_code([&](ErrorCode, const ErrorInfo& info) { names.insert(info.name); });
  CHECK(names == expected);
}

TEST_CASE("the row of an error is its own") {
  CHECK(error_info(ErrorCode::ConfigInvalid).name == "config.invalid");
  CHECK(error_info(ErrorCode::MediaTimeout).name == "media.timeout");
  CHECK(error_info(ErrorCode::HttpAuthLost).name == "http.auth_lost");
  CHECK(error_info(ErrorCode::SignalTooLarge).name == "signal.too_large");
  CHECK(error_info(ErrorCode::PeerTimeout).name == "peer.timeout");
  CHECK(error_info(ErrorCode::InternalFault).name == "internal.fault");
}

TEST_CASE("blames have names") {
  CHECK(blame_name(Blame::Caller) == "caller");
  CHECK(blame_name(Blame::Remote) == "remote");
  CHECK(blame_name(Blame::Network) == "network");
  CHECK(blame_name(Blame::Internal) == "internal");
}

TEST_CASE("a result holds a value or an error") {
  const Result<std::string> good = std::string("x");
  CHECK(good.ok());
  CHECK(good);
  CHECK(*good == "x");
  CHECK(good->size() == 1);
  const Result<std::string> bad{ErrorCode::PeerFailed, "why"};
  CHECK_FALSE(bad.ok());
  CHECK(bad.error() == Error{.code = ErrorCode::PeerFailed, .detail = "why"});
}
