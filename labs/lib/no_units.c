// SPDX-License-Identifier: GPL-2.0-only
/* For labs whose tests are all programs. */
#include "kernel/lab/lab.h"

const struct lab_unit lab_units[] = { { 0 } };
