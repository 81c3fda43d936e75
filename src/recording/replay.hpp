// Runs a recording through the core again, and holds what comes of each step against what came of
// it then.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/reasons.hpp"
#include "recording/recording.hpp"
#include "recovery/supervisor.hpp"

namespace sluice::recording {

// The version of the core that this is, by its sources.
[[nodiscard]] std::string_view core_version();

struct Replayed {
  Step step;        // what comes of it here
  Reasons reasons;  // how the machine then stands
};

class Replay {
 public:
  explicit Replay(const Recording& recording);

  // Why it cannot be run: the core does not take the options.
  [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }
  // The recording is of this very version, so that all of a step must be the same. With another
  // one the states are compared.
  [[nodiscard]] bool same_core() const;
  // How many steps can be run: what follows a gap cannot.
  [[nodiscard]] std::size_t steps() const { return refusal_ ? 0 : recording_.first_steps; }

  // Runs the next one.
  [[nodiscard]] Replayed next();
  // Whether what has come of a step is what came of it then.
  [[nodiscard]] bool is_same(const Step& then, const Step& now) const;

 private:
  const Recording& recording_;
  std::unique_ptr<Supervisor> machine_;
  std::optional<Error> refusal_;
  std::size_t place_ = 0;
};

// The number of the first step of which something else comes, whatever version has recorded it;
// nothing where there is none.
[[nodiscard]] std::optional<std::size_t> first_difference(const Recording& recording);

// The file of the same inputs with what comes of them here. `recording` has no gap.
[[nodiscard]] std::string renewed(const Recording& recording);

}  // namespace sluice::recording
