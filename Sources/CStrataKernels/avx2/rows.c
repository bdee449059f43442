// Reductions over rows and over samples with AVX2.

#include "../sets.h"

#if defined(__x86_64__)

#include "lanes.h"

#include "../wide/rows.h"

#endif
