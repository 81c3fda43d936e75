// The part of embind that is a library, in the place of Emscripten's own: that one tells JavaScript
// of all types that embind knows, wide strings and memory views among them, and so brings the glue
// for them. A type that is used and not named here fails at the first use, in every test.
#include <emscripten/bind.h>

#include <climits>
#include <cstring>
#include <limits>

#include "base/extras.hpp"

using emscripten::internal::InitFunc;
using emscripten::internal::TypeID;

namespace {

InitFunc* first_binding = nullptr;

template <class Integer>
void register_integer(const char* name) {
  emscripten::internal::_embind_register_integer(TypeID<Integer>::get(), name, sizeof(Integer),
                                                 std::numeric_limits<Integer>::min(),
                                                 std::numeric_limits<Integer>::max());
}

}  // namespace

extern "C" {

// The name in an error about a type that is not registered; whoever asks frees it.
const char* __getTypeName(const std::type_info*) {
  return strdup("unregistered");
}

void _embind_initialize_bindings() {
  for (InitFunc* binding = first_binding; binding; binding = binding->next) binding->init_func();
}

void _embind_register_bindings(InitFunc* binding) {
  binding->next = first_binding;
  first_binding = binding;
}

}  // extern "C"

EMSCRIPTEN_BINDINGS(types) {
  emscripten::internal::_embind_register_void(TypeID<void>::get(), "void");
  emscripten::internal::_embind_register_bool(TypeID<bool>::get(), "bool", true, false);
  register_integer<unsigned short>("unsigned short");
  register_integer<int>("int");
  register_integer<unsigned int>("unsigned int");
  register_integer<unsigned long>("unsigned long");
  emscripten::internal::_embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  emscripten::internal::_embind_register_std_string(TypeID<std::string>::get(), "std::string");
  emscripten::internal::_embind_register_emval(TypeID<emscripten::val>::get());
  if constexpr (sluice::kExtras) {
    constexpr unsigned kUint8Array = 1;  // in the order of embind's table
    emscripten::internal::_embind_register_memory_view(
        TypeID<emscripten::memory_view<unsigned char>>::get(), kUint8Array, "bytes");
  }
}
