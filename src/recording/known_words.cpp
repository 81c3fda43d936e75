#include "recording/vocabulary.hpp"

namespace sluice::recording {

const std::string_view kKnownWords =
    // Session descriptions and candidates
    "in ip4 ip6 udp tcp tls dtls rtp savp savpf sctp webrtc datachannel msid wms semantic extmap "
    "allow mixed fingerprint sha 256 384 512 setup active passive actpass sendrecv sendonly "
    "inactive rtcp mux rsize rtpmap fmtp fb goog remb transport cc ccm fir nack pli ssrc group fid "
    "cname mslabel label candidate typ host srflx prflx relay raddr rport generation network cost "
    "id tcptype so local red rtx ulpfec flexfec opus pcmu pcma g722 cn telephone event vp8 vp9 av1 "
    "h264 h265 aac apt level asymmetry allowed packetization mode profile minptime useinbandfec "
    "stereo maxplaybackrate maxaveragebitrate rid simulcast urn ietf params hdrext ssrc sdes mid "
    "stream repaired toffset abs send time capture orientation playout delay video content type "
    "timing color space audio experiments www org draft holmer rmcat wide extensions 01 trickle "
    "renomination ice2 max message size bundle ts refclk mediaclk fe80 "
    // HTTP
    "get post patch delete options head authorization bearer basic realm scope www authenticate "
    "location link rel server etag expose headers access control origin cors accept utf 8 charset "
    "text html json javascript plain problem application octet bad request unauthorized forbidden "
    "not found method acceptable conflict gone unprocessable entity too many requests internal "
    "error gateway service unavailable timeout retry after turns stuns turn stun "
    // What browsers say
    "aborterror constrainterror invalidaccesserror invalidmodificationerror invalidstateerror "
    "networkerror notallowederror notfounderror notreadableerror notsupportederror operationerror "
    "overconstrainederror securityerror syntaxerror typeerror rtcerror permission denied dismissed "
    "by system user requested device failed to execute on rtcpeerconnection setlocaldescription "
    "setremotedescription createoffer createanswer addicecandidate called in wrong state stable "
    "have local remote offer answer parse set sdp content for m line with could start source fetch "
    "load networkerror when attempting resource was is the of a an and or cannot connection "
    "refused "
    // What media servers say
    "streamingmode orientation resolution expired "
    // Options that pages decide by
    "mediaconstraints width height min ideal exact framerate deviceid echocancellation "
    "rtcconfiguration iceservers urls username credential icetransportpolicy bundlepolicy "
    "mediaelementid onmediastream iceservers policy token duration delay";

}  // namespace sluice::recording
