// Lines of a bench put together, as the tests write what they expect.
#pragma once

#include "sim/describe.hpp"

namespace sluice::test {

inline Lines operator+(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

}  // namespace sluice::test
