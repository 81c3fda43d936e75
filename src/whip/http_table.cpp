// The states of an attempt at a WHIP or WHEP endpoint, and where each event leads. What the events
// mean is http_negotiation.cpp's; tests walk the table at random and hold it against what happens.
//
// The states:
//  Idle        nothing has been asked for
//  Offering    the browser makes the offer
//  Gathering   trickleIce is off: the browser gathers its candidates
//  Posting     the server has the offer
//  Answering   the browser applies the server's answer
//  Countering  the browser applies the server's offer, then makes an answer to it
//  Connecting  both sides have both descriptions: ICE and DTLS are at work
//  Connected   media flows, or may
//  Orphaning   given up, but the POST may still be answered by a session to end
//  Deleting    the server has been asked to end its session
//  Done        nothing is left, here or there

#include "whip/http_table.hpp"

namespace sluice {
namespace {

using State = HttpState;
using Event = HttpEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Idle, Event::Start, State::Offering},
    {State::Idle, Event::Ask, State::Posting},  // for an offer of the server's
    {State::Idle, Event::Close, State::Done},
    {State::Idle, Event::Hide, State::Done},

    {State::Offering, Event::OfferReady, State::Posting},
    {State::Offering, Event::OfferHeld, State::Gathering},
    {State::Offering, Event::PeerRefusal, State::Done},
    {State::Offering, Event::PeerDown, State::Done},
    {State::Offering, Event::Close, State::Done},
    {State::Offering, Event::Hide, State::Done},
    {State::Offering, Event::Expire, State::Done},

    {State::Gathering, Event::GatherEnd, State::Posting},
    {State::Gathering, Event::Expire, State::Posting},  // with the candidates that there are: none
    {State::Gathering, Event::PeerRefusal, State::Done},
    {State::Gathering, Event::PeerDown, State::Done},
    {State::Gathering, Event::Close, State::Done},
    {State::Gathering, Event::Hide, State::Done},

    {State::Posting, Event::PostAccepted, State::Answering},
    {State::Posting, Event::PostCountered, State::Countering},
    {State::Posting, Event::PostAgain, State::Posting},
    {State::Posting, Event::PostRefused,
     State::Deleting},  // a 201 that cannot be used made a session
    {State::Posting, Event::PostLost, State::Done},
    {State::Posting, Event::PeerRefusal, State::Orphaning},
    {State::Posting, Event::PeerDown, State::Orphaning},
    {State::Posting, Event::Close, State::Orphaning},
    {State::Posting, Event::Expire, State::Orphaning},
    {State::Posting, Event::Hide, State::Done},

    {State::Answering, Event::RemoteReady, State::Connecting},
    {State::Answering, Event::PeerUp, State::Connected},
    {State::Answering, Event::PeerRefusal, State::Deleting},
    {State::Answering, Event::PeerDown, State::Deleting},
    {State::Answering, Event::Close, State::Deleting},
    {State::Answering, Event::Expire, State::Deleting},
    {State::Answering, Event::Hide, State::Done},

    {State::Countering, Event::RemoteReady, State::Countering},
    {State::Countering, Event::AnswerReady, State::Connecting},
    {State::Countering, Event::PeerRefusal, State::Deleting},
    {State::Countering, Event::PeerDown, State::Deleting},
    {State::Countering, Event::Close, State::Deleting},
    {State::Countering, Event::Expire, State::Deleting},
    {State::Countering, Event::Hide, State::Done},

    {State::Connecting, Event::PeerUp, State::Connected},
    {State::Connecting, Event::AnswerPatchRefused, State::Deleting},
    {State::Connecting, Event::PeerRefusal, State::Deleting},
    {State::Connecting, Event::PeerDown, State::Deleting},
    {State::Connecting, Event::Close, State::Deleting},
    {State::Connecting, Event::Expire, State::Deleting},
    {State::Connecting, Event::Hide, State::Done},

    {State::Connected, Event::PeerShaky, State::Connected},
    {State::Connected, Event::PeerUp, State::Connected},
    {State::Connected, Event::PeerDown, State::Deleting},
    {State::Connected, Event::Over, State::Deleting},
    {State::Connected, Event::Close, State::Deleting},
    {State::Connected, Event::Expire, State::Deleting},
    {State::Connected, Event::Hide, State::Done},

    {State::Orphaning, Event::PostAccepted, State::Deleting},
    {State::Orphaning, Event::PostCountered, State::Deleting},
    {State::Orphaning, Event::PostRefused, State::Deleting},
    {State::Orphaning, Event::PostLost, State::Done},
    {State::Orphaning, Event::Expire, State::Done},
    {State::Orphaning, Event::Hide, State::Done},

    {State::Deleting, Event::DeleteEnd, State::Done},
    {State::Deleting, Event::Expire, State::Done},
    {State::Deleting, Event::Hide, State::Done},
};

constexpr auto kTable = make_table<kHttpStates, kHttpEvents>(kRows);

}  // namespace

HttpCell http_cell(HttpState state, HttpEvent event) {
  return cell_of(kTable, state, event);
}

}  // namespace sluice
