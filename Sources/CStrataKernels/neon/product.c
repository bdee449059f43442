// The matrix product with NEON.

#include "../sets.h"

#if defined(__aarch64__)

#include "lanes.h"

#include "../wide/product.h"

#endif
