// Element functions, their derivatives and arithmetic with AVX2.

#include "../sets.h"

#if defined(__x86_64__)

#include "lanes.h"

#include "../wide/elements.h"

#endif
