// A stream manager: asked for nodes, it names some (facts sheet "API and wire", section 5),
// refuses, or says nonsense.
#pragma once

#include <string>
#include <string_view>

#include "machine/effect.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class Manager {
 public:
  explicit Manager(Nature& nature) : nature_(nature) {}

  [[nodiscard]] HttpAnswered answer(const SendHttp& request);

 private:
  int refusal();
  std::string nodes(const std::string& url);
  std::string node(bool v1, std::string_view address, std::string_view stream);
  void spoil(HttpAnswered& answer);

  Nature& nature_;
};

}  // namespace sluice::sim
