// State tables written as text, as a person reads them: a line of column names, then lines of a row
// name and its cells. "." is a cell without content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace sluice::test {

using Words = std::vector<std::string>;

inline Words words_of(std::string_view line) {
  Words words;
  while (!line.empty()) {
    const std::string_view word = next_piece(line, ' ');
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

// The table's lines, without empty ones; the first holds the column names.
inline std::vector<Words> read_table(std::string_view text) {
  std::vector<Words> lines;
  while (!text.empty()) {
    Words words = words_of(next_piece(text, '\n'));
    if (!words.empty()) lines.push_back(std::move(words));
  }
  return lines;
}

}  // namespace sluice::test
