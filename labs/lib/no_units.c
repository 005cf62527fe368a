// SPDX-License-Identifier: GPL-2.0-only
/* For labs without tests inside the kernel. */
#include "kernel/lab/lab.h"

const struct lab_unit lab_units[] = { { 0 } };
