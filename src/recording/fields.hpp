// The members of each input and effect, with their names: what writes, reads, compares or prints
// them goes through here. The bindings name all members of a struct, so that one which is added
// there does not compile before it is added here.
#pragma once

#include "recording/effect_fields.hpp"
#include "recording/field_parts.hpp"
#include "recording/input_fields.hpp"

namespace sluice::recording {

template <class T>
concept HasFields = requires(T& it) {
  each_field(it, [](const char*, auto&) {});
};

}  // namespace sluice::recording
