// Optimizer steps with NEON.

#include "../sets.h"

#if defined(__aarch64__)

#include "lanes.h"

#include "../wide/optimizers.h"

#endif
