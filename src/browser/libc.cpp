// Parts of the C library that JavaScript does better. What is defined here is not linked from
// libc.
#include <emscripten/val.h>

#include <cstdlib>

using emscripten::val;

// libc's own calculates with 128 bits and is a tenth of the module. It is asked by nlohmann's lexer
// alone, for numbers that it has found to be valid JSON, which parseFloat() reads the same way.
extern "C" double strtod(const char* text, char** end) {
  const std::string number(text);
  if (end) *end = const_cast<char*>(text) + number.size();
  return val::global("parseFloat")(number).as<double>();
}
// Its neighbours in libc, which would bring the whole of it back. Nothing that is linked calls
// them.
extern "C" float strtof(const char*, char**) {
  __builtin_trap();
}
extern "C" long double strtold(const char*, char**) {
  __builtin_trap();
}

// The C++ runtime's last words when it cannot go on. They would bring printf() with them, and a
// trap tells a page as much.
extern "C" [[noreturn]] void abort_message(const char*, ...) {
  __builtin_trap();
}
