/* SPDX-License-Identifier: GPL-2.0-only */
/* Random bytes: not for secrets. */
#ifndef KERNEL_DRIVERS_RANDOM_H
#define KERNEL_DRIVERS_RANDOM_H

#include "kernel/lib/types.h"

void get_random_bytes(void *buf, size_t count);

#endif
