// What the tests of a lookup share: one that asks for stream1, and answers made of their nodes.
#pragma once

#include <string>
#include <vector>

#include "manager/lookup.hpp"

namespace sluice::test::manager_lookup {

using Nodes = std::vector<Node>;

inline Lookup lookup(ManagerApi api = ManagerApi::V4_0, NodeRole role = NodeRole::Origin) {
  Lookup out;
  out.base = *parse_url("https://sm.example.com");
  out.api = api;
  out.role = role;
  out.app = "live";
  out.stream = "stream1";
  return out;
}

inline Result<Nodes> parsed(const std::string& body, const Lookup& asked = lookup()) {
  return parse_lookup(asked, {200, "application/json", body});
}

inline std::string item(const std::string& address) {
  return R"({"name":"stream1","scope":"/live","serverAddress":")" + address + R"(","region":"r"})";
}

// "n1".."n<count>" as an array.
inline std::string items(int count) {
  std::string out = "[";
  for (int i = 1; i <= count; ++i)
    out.append(i == 1 ? "" : ",").append(item("n" + std::to_string(i)));
  return out + "]";
}

}  // namespace sluice::test::manager_lookup
