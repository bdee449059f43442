// Reductions over rows and over samples with NEON.

#include "../sets.h"

#if defined(__aarch64__)

#include "lanes.h"

#include "../wide/rows.h"

#endif
