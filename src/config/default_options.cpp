#include "config/config.hpp"

namespace sluice {

std::string_view default_options(Role role, Transport transport) {
  if (transport == Transport::WebSocket) {
    if (role == Role::Publisher) {
      return R"({"protocol":"wss","app":"live","proxy":"streammanager","streamMode":"live",)"
             R"("keyFramerate":3000,"mediaElementId":"red5pro-publisher",)"
             R"("mediaConstraints":{"audio":true,"video":{"width":{"ideal":640},"height":{"ideal":480}}},)"
             R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
             R"("iceTransport":"udp","bandwidth":{"audio":56,"video":512},)"
             R"("signalingSocketOnly":true,"socketSwitchDelay":1000,)"
             R"("dataChannelConfiguration":{"name":"red5pro"},"bypassAvailable":false,)"
             R"("keepAlive":0,"forceVP8":false,"clearMediaOnUnpublish":false})";
    }
    return R"({"protocol":"wss","app":"live","proxy":"streammanager",)"
           R"("mediaElementId":"red5pro-subscriber",)"
           R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
           R"("iceTransport":"udp","signalingSocketOnly":true,"socketSwitchDelay":1000,)"
           R"("dataChannelConfiguration":{"name":"red5pro"},"bypassAvailable":false,)"
           R"("maintainConnectionOnSubscribeErrors":false,"maintainStreamVariant":false,)"
           R"("keepAlive":0,"buffer":0,"autoLayoutOrientation":true,)"
           R"("muteOnAutoplayRestriction":true})";
  }
  if (role == Role::Publisher) {
    return R"({"protocol":"https","app":"live","streamMode":"live","keyFramerate":3000,)"
           R"("mediaElementId":"red5pro-publisher",)"
           R"("mediaConstraints":{"audio":true,"video":{"width":{"ideal":640},"height":{"ideal":480}}},)"
           R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
           R"("iceTransport":"udp","bandwidth":{"audio":56,"video":750},"trickleIce":true,)"
           R"("dataChannelConfiguration":{"name":"red5pro"},"forceVP8":false,"clearMediaOnUnpublish":false})";
  }
  return R"({"protocol":"https","app":"live","mediaElementId":"red5pro-subscriber",)"
         R"("rtcConfiguration":{"iceCandidatePoolSize":2,"bundlePolicy":"max-bundle"},)"
         R"("iceTransport":"udp","trickleIce":true,"postEmptyOffer":false,"buffer":0,)"
         R"("dataChannelConfiguration":{"name":"red5pro"},"maintainStreamVariant":false,"autoLayoutOrientation":true,)"
         R"("muteOnAutoplayRestriction":true})";
}

}  // namespace sluice
