// Reductions over rows and over samples, defined for float and for double.

#include <math.h>

#include "../sets.h"
#include "functions.h"

#include "f32.h"
#include "rows_body.h"

#include "f64.h"
#include "rows_body.h"
