#include "strata_plugin.h"

const char strata_plugin_home = 0;
