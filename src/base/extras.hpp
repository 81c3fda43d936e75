// What few apps use is in a second build of the module only, which is loaded where an option asks
// for it: sluice.extra.wasm. Natively it is always there.
#pragma once

namespace sluice {

#if defined(__EMSCRIPTEN__) && !defined(SLUICE_EXTRAS)
inline constexpr bool kExtras = false;
#else
inline constexpr bool kExtras = true;
#endif

}  // namespace sluice
