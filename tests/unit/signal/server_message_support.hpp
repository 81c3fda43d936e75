// A server's message as the parser has read it, in one line of text.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "signal/server_message.hpp"

// In a namespace of its own, as describe.hpp has a text_of() and a Describe that tell less.
namespace sluice::test::server_message {

inline std::string text_of(const Json& json) {
  std::ostringstream out;
  if (json.is_null()) out << "null";
  if (json.boolean()) out << (*json.boolean() ? "true" : "false");
  if (json.number()) out << *json.number();
  if (json.string()) out << json_string(*json.string());
  const char* between = "";
  if (json.array()) {
    out << "[";
    for (const Json& item : *json.array()) {
      out << between << text_of(item);
      between = ",";
    }
    out << "]";
  }
  if (json.object()) {
    out << "{";
    for (const auto& [key, value] : *json.object()) {
      out << between << json_string(key) << ":" << text_of(value);
      between = ",";
    }
    out << "}";
  }
  return out.str();
}

// A message's type and all that it holds, in one line.
struct Describe {
  using Text = std::string;
  Text operator()(const message::Connected&) const { return "Connected"; }
  Text operator()(const message::ConnectionRefused& m) const {
    return "ConnectionRefused " + m.code;
  }
  Text operator()(const message::ConnectionClosed&) const { return "ConnectionClosed"; }
  Text operator()(const message::Availability& m) const {
    return m.exists ? "Availability: exists" : "Availability: none";
  }
  Text operator()(const message::RemoteSdp& m) const {
    return (m.is_offer ? "Offer " : "Answer ") + json_string(m.sdp);
  }
  Text operator()(const message::RemoteCandidate& m) const {
    return "Candidate " + m.candidate + " mid=" + m.mid +
           " line=" + (m.line_index ? std::to_string(*m.line_index) : "none") +
           " ufrag=" + m.username_fragment;
  }
  Text operator()(const message::CandidatesEnd&) const { return "CandidatesEnd"; }
  Text operator()(const message::TrickleComplete&) const { return "TrickleComplete"; }
  Text operator()(const message::Starting& m) const { return "Starting " + json_string(m.name); }
  Text operator()(const message::Stopping& m) const { return "Stopping " + json_string(m.name); }
  Text operator()(const message::NameIsAvailable&) const { return "NameIsAvailable"; }
  Text operator()(const message::ChannelAvailable& m) const {
    return "ChannelAvailable " + json_string(m.label);
  }
  Text operator()(const message::Unpublished&) const { return "Unpublished"; }
  Text operator()(const message::BandwidthChanged& m) const {
    switch (m.bandwidth) {
      case message::Bandwidth::Insufficient:
        return "Bandwidth insufficient";
      case message::Bandwidth::Sufficient:
        return "Bandwidth sufficient";
      case message::Bandwidth::Recovering:
        return "Bandwidth recovering";
    }
    return "Bandwidth ?";
  }
  Text operator()(const message::PublisherCongestion& m) const {
    return (m.congestion == message::Congestion::Congested ? "Congested " : "Recovered ") +
           text_of(m.data);
  }
  Text operator()(const message::Refusal& m) const {
    const Text reason = m.reason == message::RefusalReason::NameTaken  ? "name taken"
                        : m.reason == message::RefusalReason::NotFound ? "not found"
                                                                       : "other";
    return "Refusal (" + reason + ") " + json_string(m.text) + " " + text_of(m.data);
  }
  Text operator()(const message::Status& m) const { return "Status " + text_of(m.data); }
  Text operator()(const message::Metadata& m) const { return "Metadata " + text_of(m.data); }
  Text operator()(const message::Invocation& m) const {
    return "Invocation " + m.method + " " + text_of(m.data);
  }
  Text operator()(const message::CallResult& m) const {
    return (m.failed ? "CallFailed " : "CallDone ") + std::to_string(m.id) + " " + text_of(m.value);
  }
  Text operator()(const message::StreamSwitched&) const { return "StreamSwitched"; }
  Text operator()(const message::Unknown& m) const { return "Unknown " + text_of(m.message); }
};

inline std::string read(std::string_view text) {
  const auto parsed = parse_server_message(text);
  return parsed ? std::visit(Describe(), *parsed) : "nothing";
}

inline std::string read_data(const std::string& data) {
  return read(R"({"data":)" + data + "}");
}

inline std::string status(std::string_view code, std::string_view text = {}) {
  std::string out = R"({"type":"status","code":)" + json_string(code);
  if (!text.empty()) out += R"(,"message":)" + json_string(text);
  return out + "}";
}

struct Row {
  std::string text;
  std::string expected;
};

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.expected);
  }
}

}  // namespace sluice::test::server_message
