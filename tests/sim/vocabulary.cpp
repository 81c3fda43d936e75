#include "sim/vocabulary.hpp"

#include <array>

#include "base/text.hpp"
#include "signal/server_message.hpp"
#include "sim/samples.hpp"

namespace sluice::sim::said {
namespace {

namespace good = test::said;

template <std::size_t kCount>
std::string one_of(Nature& nature, const std::array<std::string_view, kCount>& texts) {
  return std::string(texts[nature.below(kCount)]);
}

}  // namespace

std::string notice(Nature& nature) {
  constexpr std::array<std::string_view, 10> texts{
      R"({"type":"metadata","method":"onMetaData","data":{"orientation":90}})",
      R"({"type":"metadata","method":"hello","data":"{}"})",
      R"({"data":{"type":"metadata","data":{"streamingMode":"Video"}}})",
      R"({"send":{"method":"hello","data":{"a":1}},"senderName":"x","dcLabel":"y"})",
      R"({"type":"metadata","method":"onPublisherNetworkCongestion","data":{}})",
      R"({"type":"metadata","method":"onPublisherNetworkRecovery","data":{}})",
      R"({"data":{"type":"status","code":"NetConnection.Publish.InsufficientBW"}})",
      R"({"data":{"type":"status","code":"NetConnection.Publish.SufficientBW"}})",
      R"({"data":{"type":"status","code":"NetConnection.Publish.RecoveringBW"}})",
      R"({"data":{"type":"status","code":"NetStream.Play.Reset","message":"at 192.0.2.7"}})"};
  return one_of(nature, texts);
}

std::string any_word(Nature& nature, const std::string& stream) {
  switch (nature.below(20)) {
    case 0:
      return good::welcome();
    case 1:
      return good::available(true);
    case 2:
      return good::available(false);
    case 3:
      return good::description(SdpType::Answer, test::sample_answer());
    case 4:
      return good::description(SdpType::Offer, test::sample_offer());
    case 5:
      return good::candidate(7);
    case 6:
      return end_of_candidates(nature);
    case 7:
      return good::trickle_complete();
    case 8:
      return good::starting(stream);
    case 9:
      return good::stopping(stream);
    case 10:
      return good::channel();
    case 11:
      return good::channel("another");
    case 12:
      return good::status("NetStream.Publish.BadName");
    case 13:
      return good::status("NetConnection.Connect.Rejected");
    case 14:
      return good::status("NetConnection.Connect.Closed");
    case 15:
      return ended(nature);
    case 16:
      return error("out of the blue, says 192.0.2.7");
    case 17:
      return result(static_cast<std::uint32_t>(nature.below(4)), nature.likely(50));
    case 18:
      return switched();
    default:
      return good::status("NetStream.Play.StreamNotFound");
  }
}

std::string unknown(Nature& nature) {
  constexpr std::array<std::string_view, 5> texts{
      R"({})", R"({"hello":"world"})", R"({"data":{"type":"news"}})", R"({"data":[1,2]})",
      R"({"data":{"type":"result","message":"Stream switch: Perhaps"}})"};
  return one_of(nature, texts);
}

std::string mistyped(Nature& nature) {
  constexpr std::array<std::string_view, 12> texts{
      R"({"data":{"type":"status","code":7}})",
      R"({"isAvailable":{"a":1}})",
      R"({"isAvailable":"true"})",
      R"({"data":{"sdp":{"type":"answer","sdp":7}}})",
      R"({"data":{"sdp":"v=0"}})",
      R"({"data":{"candidate":{"candidate":7}}})",
      R"({"data":{"type":"status","code":"NetConnection.DataChannel.Available","description":{}}})",
      R"({"async":true,"id":-1,"data":1})",
      R"({"data":{"type":"error","message":[]}})",
      R"([{"isAvailable":true}])",
      R"("NetConnection.Connect.Success")",
      R"(7)"};
  return one_of(nature, texts);
}

std::string huge(Nature& nature) {
  if (nature.likely(10)) return concat(R"({"data":")", std::string(kMaxMessageBytes, 'x'), R"("})");
  return concat(R"({"data":)", std::string(50, '['), std::string(50, ']'), "}");
}

std::string error(std::string_view text) {
  return concat(R"({"data":{"type":"error","message":)", json_string(text), "}}");
}

std::string end_of_candidates(Nature& nature) {
  constexpr std::array<std::string_view, 3> texts{
      R"({"data":{"candidate":null}})", R"({"data":{"candidate":{"candidate":""}}})",
      R"({"data":{"candidate":{"type":"candidate","candidate":""}}})"};
  return one_of(nature, texts);
}

std::string ended(Nature& nature) {
  constexpr std::array<std::string_view, 2> texts{
      R"({"data":{"type":"status","code":"NetStream.Play.UnpublishNotify"}})",
      R"({"data":{"status":"NetStream.Play.UnpublishNotify"}})"};
  return one_of(nature, texts);
}

std::string result(std::uint32_t id, bool failed) {
  return concat(R"({"async":true,"id":)", std::to_string(id),
                failed ? R"(,"error":{"message":"no, says 192.0.2.7"}})" : R"(,"data":{"a":1}})");
}

std::string switched() {
  return R"({"data":{"type":"result","message":"Stream switch: Success"}})";
}

}  // namespace sluice::sim::said
