// Optimizer steps, defined for float and for double.

#include <math.h>

#include "../sets.h"

#include "f32.h"
#include "optimizers_body.h"

#include "f64.h"
#include "optimizers_body.h"
