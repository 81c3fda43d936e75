// The states of what a client drives, and where each event leads. What the events mean is
// supervisor.cpp's.
//
// The states:
//  Plain       recovery is off
//  Idle        nothing is asked for, or a player is connected and nothing more
//  Connecting  the first attempt
//  Live        media flows, or may
//  Waiting     lost; the next attempt waits for its time, or for the app's answer
//  Retrying    lost; an attempt is under way
//  Closing     everything is being taken down
//  Ended       nothing is left

#include "recovery/supervisor_table.hpp"

namespace sluice {
namespace {

using State = SupervisorState;
using Event = SupervisorEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Plain, Event::Finished, State::Ended},

    {State::Idle, Event::Ask, State::Connecting},
    {State::Idle, Event::GiveUp, State::Closing},
    {State::Idle, Event::Stop, State::Closing},

    {State::Connecting, Event::Ask, State::Connecting},
    {State::Connecting, Event::Greeted, State::Idle},
    {State::Connecting, Event::Up, State::Live},
    {State::Connecting, Event::Fault, State::Waiting},
    {State::Connecting, Event::GiveUp, State::Closing},
    {State::Connecting, Event::Stop, State::Closing},

    {State::Live, Event::Fault, State::Waiting},
    {State::Live, Event::GiveUp, State::Closing},
    {State::Live, Event::Stop, State::Closing},

    {State::Waiting, Event::Ask, State::Waiting},
    {State::Waiting, Event::Due, State::Retrying},
    {State::Waiting, Event::Woke, State::Live},
    {State::Waiting, Event::GiveUp, State::Closing},
    {State::Waiting, Event::Stop, State::Closing},

    {State::Retrying, Event::Ask, State::Retrying},
    {State::Retrying, Event::Greeted, State::Idle},
    {State::Retrying, Event::Up, State::Live},
    {State::Retrying, Event::Fault, State::Waiting},
    {State::Retrying, Event::Due, State::Retrying},
    {State::Retrying, Event::Woke, State::Live},
    {State::Retrying, Event::GiveUp, State::Closing},
    {State::Retrying, Event::Stop, State::Closing},

    {State::Closing, Event::Stop, State::Closing},
    {State::Closing, Event::Finished, State::Ended},
};

constexpr auto kTable = make_table<kSupervisorStates, kSupervisorEvents>(kRows);

}  // namespace

SupervisorCell supervisor_cell(SupervisorState state, SupervisorEvent event) {
  return cell_of(kTable, state, event);
}

}  // namespace sluice
