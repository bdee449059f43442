// Element functions, their derivatives and arithmetic with NEON.

#include "../sets.h"

#if defined(__aarch64__)

#include "lanes.h"

#include "../wide/elements.h"

#endif
