// State tables: total by construction. What no row names is ignored: it changes nothing, and each
// such cell is a decision that a test spells out.
#pragma once

#include <array>
#include <cstddef>

namespace sluice {

template <class State>
struct Cell {
  State next{};
  bool ignored = true;
};

template <class State, class Event>
struct Row {
  State state;
  Event event;
  State next;
};

template <std::size_t kStates, std::size_t kEvents, class State, class Event, std::size_t kRows>
[[nodiscard]] constexpr auto make_table(const Row<State, Event> (&rows)[kRows]) {
  std::array<std::array<Cell<State>, kEvents>, kStates> table{};
  // Said aloud: g++ 12 loses the default of `ignored` in the cells that nothing is assigned to.
  for (auto& cells : table) cells.fill(Cell<State>{.next = {}, .ignored = true});
  for (const auto& row : rows) {
    table[static_cast<std::size_t>(row.state)][static_cast<std::size_t>(row.event)] = {row.next,
                                                                                       false};
  }
  return table;
}

template <class Table, class State, class Event>
[[nodiscard]] constexpr Cell<State> cell_of(const Table& table, State state, Event event) {
  return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
}

}  // namespace sluice
