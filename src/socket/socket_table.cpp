// The states of an attempt over a WebSocket, and where each event leads. What the events mean is
// socket_negotiation.cpp's; tests walk the table at random and hold it against what happens.
//
// The states:
//  Idle        nothing has been asked for
//  Locating    the node is not known yet; a publisher's browser makes its offer meanwhile
//  Opening     the WebSocket is being opened
//  Greeting    it is open: the server has to say that it lets us in
//  Greeted     it has; the app may start
//  Checking    the server is asked whether the stream is there; nothing goes ahead of its answer
//  Offering    a publisher's offer is awaited
//  Exchanging  the offer is sent, or asked for
//  Describing  the browser applies the server's description; a player then makes its answer
//  Trickling   both sides have both: candidates go to and fro until the server has enough of them
//  Starting    the server is asked to publish, or to play
//  Live        media flows, or may as soon as the peers are connected
//  Stopping    a publisher's server is asked to end the stream
//  Done        nothing is left, here or there

#include "socket/socket_table.hpp"

namespace sluice {
namespace {

using State = SocketState;
using Event = SocketEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Idle, Event::Begin, State::Locating},
    {State::Idle, Event::Close, State::Done},
    {State::Idle, Event::Hide, State::Done},

    {State::Locating, Event::Locate, State::Opening},
    {State::Locating, Event::PeerDown, State::Done},
    {State::Locating, Event::PeerRefusal, State::Done},
    {State::Locating, Event::Close, State::Done},
    {State::Locating, Event::Hide, State::Done},

    {State::Opening, Event::Opened, State::Greeting},
    {State::Opening, Event::Gone, State::Done},
    {State::Opening, Event::Expire, State::Done},
    {State::Opening, Event::PeerDown, State::Done},
    {State::Opening, Event::PeerRefusal, State::Done},
    {State::Opening, Event::Close, State::Done},
    {State::Opening, Event::Hide, State::Done},

    {State::Greeting, Event::Greet, State::Greeted},
    {State::Greeting, Event::Refuse, State::Done},
    {State::Greeting, Event::Gone, State::Done},
    {State::Greeting, Event::Expire, State::Done},
    {State::Greeting, Event::PeerDown, State::Done},
    {State::Greeting, Event::PeerRefusal, State::Done},
    {State::Greeting, Event::Close, State::Done},
    {State::Greeting, Event::Hide, State::Done},

    {State::Greeted, Event::Ask, State::Checking},
    {State::Greeted, Event::Skip, State::Offering},
    {State::Greeted, Event::Refuse, State::Done},
    {State::Greeted, Event::Gone, State::Done},
    {State::Greeted, Event::PeerDown, State::Done},
    {State::Greeted, Event::PeerRefusal, State::Done},
    {State::Greeted, Event::Close, State::Done},
    {State::Greeted, Event::Hide, State::Done},

    {State::Checking, Event::Free, State::Offering},
    {State::Checking, Event::Decline, State::Greeted},
    {State::Checking, Event::Refuse, State::Done},
    {State::Checking, Event::Gone, State::Done},
    {State::Checking, Event::Expire, State::Done},
    {State::Checking, Event::PeerDown, State::Done},
    {State::Checking, Event::PeerRefusal, State::Done},
    {State::Checking, Event::Close, State::Done},
    {State::Checking, Event::Hide, State::Done},

    {State::Offering, Event::OfferSent, State::Exchanging},
    {State::Offering, Event::Refuse, State::Done},
    {State::Offering, Event::Gone, State::Done},
    {State::Offering, Event::Expire, State::Done},
    {State::Offering, Event::PeerDown, State::Done},
    {State::Offering, Event::PeerRefusal, State::Done},
    {State::Offering, Event::Close, State::Done},
    {State::Offering, Event::Hide, State::Done},

    {State::Exchanging, Event::Described, State::Describing},
    {State::Exchanging, Event::Refuse, State::Done},
    {State::Exchanging, Event::Gone, State::Done},
    {State::Exchanging, Event::Expire, State::Done},
    {State::Exchanging, Event::PeerDown, State::Done},
    {State::Exchanging, Event::PeerRefusal, State::Done},
    {State::Exchanging, Event::Close, State::Done},
    {State::Exchanging, Event::Hide, State::Done},

    {State::Describing, Event::RemoteReady, State::Describing},
    {State::Describing, Event::Agreed, State::Trickling},
    {State::Describing, Event::PeerUp, State::Describing},
    {State::Describing, Event::Refuse, State::Done},
    {State::Describing, Event::Gone, State::Done},
    {State::Describing, Event::Expire, State::Done},
    {State::Describing, Event::PeerDown, State::Done},
    {State::Describing, Event::PeerRefusal, State::Done},
    {State::Describing, Event::Close, State::Done},
    {State::Describing, Event::Hide, State::Done},

    {State::Trickling, Event::TrickleEnd, State::Starting},
    {State::Trickling, Event::PeerUp, State::Trickling},
    {State::Trickling, Event::Refuse, State::Done},
    {State::Trickling, Event::Gone, State::Done},
    {State::Trickling, Event::Expire, State::Done},
    {State::Trickling, Event::PeerDown, State::Done},
    {State::Trickling, Event::PeerRefusal, State::Done},
    {State::Trickling, Event::Close, State::Done},
    {State::Trickling, Event::Hide, State::Done},

    {State::Starting, Event::Started, State::Live},
    {State::Starting, Event::PeerUp, State::Starting},
    {State::Starting, Event::Leave, State::Stopping},
    {State::Starting, Event::Refuse, State::Done},
    {State::Starting, Event::Gone, State::Done},
    {State::Starting, Event::Expire, State::Done},
    {State::Starting, Event::PeerDown, State::Done},
    {State::Starting, Event::PeerRefusal, State::Done},
    {State::Starting, Event::Close, State::Done},
    {State::Starting, Event::Hide, State::Done},

    {State::Live, Event::PeerUp, State::Live},
    {State::Live, Event::PeerShaky, State::Live},
    {State::Live, Event::Over, State::Done},
    {State::Live, Event::Leave, State::Stopping},
    {State::Live, Event::Gone, State::Done},
    {State::Live, Event::Expire, State::Done},
    {State::Live, Event::PeerDown, State::Done},
    {State::Live, Event::PeerRefusal, State::Done},
    {State::Live, Event::Close, State::Done},
    {State::Live, Event::Hide, State::Done},

    {State::Stopping, Event::StopEnd, State::Done},
    {State::Stopping, Event::Gone, State::Done},
    {State::Stopping, Event::Expire, State::Done},
    {State::Stopping, Event::PeerDown, State::Done},
    {State::Stopping, Event::Hide, State::Done},
};

constexpr auto kTable = make_table<kSocketStates, kSocketEvents>(kRows);

}  // namespace

SocketCell socket_cell(SocketState state, SocketEvent event) {
  return cell_of(kTable, state, event);
}

}  // namespace sluice
