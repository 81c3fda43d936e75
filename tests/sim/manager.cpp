#include "sim/manager.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/text.hpp"

namespace sluice::sim {

HttpAnswered Manager::answer(const SendHttp& request) {
  HttpAnswered answer;
  answer.url = request.url;
  answer.content_type = "application/json";
  answer.status = refusal();
  if (answer.status != 0) {
    answer.body = R"({"errorMessage":"no, says 192.0.2.7"})";
    if (answer.status == 503) answer.retry_after = "5";
    return answer;
  }
  answer.status = 200;
  answer.body = nodes(request.url);
  spoil(answer);
  return answer;
}

// 0 where it does not refuse.
int Manager::refusal() {
  constexpr std::array<std::pair<Fault, int>, 5> refusals{{{Fault::Lookup400, 400},
                                                           {Fault::Lookup403, 403},
                                                           {Fault::Lookup404, 404},
                                                           {Fault::Lookup500, 500},
                                                           {Fault::Lookup503, 503}}};
  for (const auto& [fault, status] : refusals) {
    if (nature_.strikes(fault)) return status;
  }
  constexpr std::array odd{301, 304, 409, 418, 429, 599};
  return nature_.strikes(Fault::LookupOdd) ? odd[nature_.below(odd.size())] : 0;
}

// One that is asked for several gives a list; v1 gives one always.
std::string Manager::nodes(const std::string& url) {
  constexpr std::array<std::string_view, 5> addresses{
      "node-1.example.net", "10.1.2.3", "2001:db8::1", "node-2.example.net", "Node-3.example.net"};
  const bool v1 = url.find("/as/v1/") != std::string::npos;
  const bool several = url.find("endpoints=") != std::string::npos &&
                       url.find("endpoints=1&") == std::string::npos &&
                       !url.ends_with("endpoints=1");
  const std::string path = url.substr(0, url.find('?'));
  const std::string stream = path.substr(path.rfind('/') + 1);
  const bool few = nature_.strikes(Fault::LookupFew);
  const std::uint64_t count = several && !few ? 2 + nature_.below(3) : 1;
  const std::uint64_t first = nature_.below(addresses.size());
  const bool twins = nature_.strikes(Fault::LookupTwins);

  std::string list;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string address(addresses[(first + i) % addresses.size()]);
    list.append(list.empty() ? "" : ",").append(node(v1, address, stream));
    if (twins) list.append(",").append(node(v1, lowercase(address), stream));
  }
  const bool as_list = (v1 || several || twins) != nature_.strikes(Fault::LookupOtherShape);
  // An object where a list is due holds the first one alone.
  return as_list ? concat("[", list, "]") : list.substr(0, list.find('}') + 1);
}

std::string Manager::node(bool v1, std::string_view address, std::string_view stream) {
  const bool bad = nature_.strikes(Fault::LookupBadAddress);
  const std::string shown = bad ? "http://x@evil.example/" : std::string(address);
  if (v1) {
    return concat(R"({"streamGuid":"live/)", stream, R"(","serverAddress":")", shown,
                  R"(","nodeRole":"ORIGIN","subGroup":"ashburn","nodeState":"INSERVICE"})");
  }
  const std::string_view scope = nature_.likely(50) ? "/live" : "live";
  return concat(R"({"name":")", stream, R"(","scope":")", scope, R"(","serverAddress":")", shown,
                R"(","region":"ashburn"})");
}

void Manager::spoil(HttpAnswered& answer) {
  if (nature_.strikes(Fault::LookupEmpty)) answer.body = "[]";
  if (nature_.strikes(Fault::LookupComplaint)) answer.body = R"({"error":"no, says 192.0.2.7"})";
  if (nature_.strikes(Fault::LookupBroken)) answer.body.resize(answer.body.size() / 2);
  if (nature_.strikes(Fault::LookupHtml)) {
    answer.content_type = "text/html";
    answer.body = "<!doctype html>";
  }
  if (nature_.strikes(Fault::LookupTorn)) {
    answer.body.clear();
    answer.body_fault = BodyFault::Broken;
  }
  if (nature_.strikes(Fault::LookupTooLarge)) {
    answer.body.clear();
    answer.body_fault = BodyFault::TooLarge;
  }
}

}  // namespace sluice::sim
