// The states of a session, and where each event leads. What the events mean is session.cpp's.
//
// The states:
//  Preparing    the camera has been asked for
//  NoMedia      it was refused; publish() will hear why
//  Ready        nothing is missing for a start
//  Joining      a player's init(): the way to the server is being made
//  Joined       it is there, and nothing is asked for yet
//  Waiting      started, but the camera is not there yet
//  Negotiating  an attempt is under way
//  Live         media flows, or may
//  Closing      the attempt is being torn down
//  Ended        nothing is left

#include "session/session_table.hpp"

namespace sluice {
namespace {

using State = SessionState;
using Event = SessionEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Preparing, Event::MediaGranted, State::Ready},
    {State::Preparing, Event::MediaRefused, State::NoMedia},
    {State::Preparing, Event::Expire, State::NoMedia},
    {State::Preparing, Event::Start, State::Waiting},
    {State::Preparing, Event::Stop, State::Ended},
    {State::Preparing, Event::Hide, State::Ended},

    {State::NoMedia, Event::Start, State::Ended},
    {State::NoMedia, Event::Stop, State::Ended},
    {State::NoMedia, Event::Hide, State::Ended},

    {State::Ready, Event::Connect, State::Joining},
    {State::Ready, Event::Start, State::Negotiating},
    {State::Ready, Event::Stop, State::Ended},
    {State::Ready, Event::Hide, State::Ended},

    {State::Joining, Event::Greeted, State::Joined},
    {State::Joining, Event::Start, State::Negotiating},
    {State::Joining, Event::NextNode, State::Joining},
    {State::Joining, Event::Failed, State::Closing},
    {State::Joining, Event::Stop, State::Closing},
    {State::Joining, Event::Hide, State::Closing},

    {State::Joined, Event::Start, State::Negotiating},
    {State::Joined, Event::Failed, State::Closing},
    {State::Joined, Event::Stop, State::Closing},
    {State::Joined, Event::Hide, State::Closing},

    {State::Waiting, Event::MediaGranted, State::Negotiating},
    {State::Waiting, Event::NextNode, State::Waiting},
    {State::Waiting, Event::Failed, State::Closing},
    {State::Waiting, Event::MediaRefused, State::Closing},
    {State::Waiting, Event::Expire, State::Closing},
    {State::Waiting, Event::Stop, State::Closing},
    {State::Waiting, Event::Hide, State::Closing},

    {State::Negotiating, Event::Up, State::Live},
    {State::Negotiating, Event::Declined, State::Joined},
    {State::Negotiating, Event::NextNode, State::Negotiating},
    {State::Negotiating, Event::Failed, State::Closing},
    {State::Negotiating, Event::Stop, State::Closing},
    {State::Negotiating, Event::Hide, State::Closing},

    {State::Live, Event::Lost, State::Closing},
    {State::Live, Event::Over, State::Closing},
    {State::Live, Event::Stop, State::Closing},
    {State::Live, Event::Hide, State::Closing},

    {State::Closing, Event::Stop, State::Closing},
    {State::Closing, Event::Hide, State::Closing},
    {State::Closing, Event::Finished, State::Ended},
};

constexpr auto kTable = make_table<kSessionStates, kSessionEvents>(kRows);

}  // namespace

SessionCell session_cell(SessionState state, SessionEvent event) {
  return cell_of(kTable, state, event);
}

}  // namespace sluice
