#include "sim/describe.hpp"
