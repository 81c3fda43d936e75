/*! Sluice 0.1.0 | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */
import * as exported from './index.js'

declare global {
  var sluice: typeof exported
  var red5prosdk: typeof exported
}
