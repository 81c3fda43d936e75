/*! Sluice 0.1.0 | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */
export * from './index.js'
