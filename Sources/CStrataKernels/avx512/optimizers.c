// Optimizer steps with AVX-512.

#include "../sets.h"

#if defined(__x86_64__)

#include "lanes.h"

#include "../wide/optimizers.h"

#endif
