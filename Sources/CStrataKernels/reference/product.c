// The matrix product, defined for float and for double.

#include <math.h>

#include "../sets.h"

#include "f32.h"
#include "product_body.h"

#include "f64.h"
#include "product_body.h"
