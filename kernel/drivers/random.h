/* SPDX-License-Identifier: GPL-2.0-only */
/* Random bytes that need not be secret. */
#ifndef KERNEL_DRIVERS_RANDOM_H
#define KERNEL_DRIVERS_RANDOM_H

#include "kernel/lib/types.h"

struct iov_iter;

/* Fill buf with count random bytes. */
void get_random_bytes(void *buf, size_t count);
/*
 * Fill the memory of a read with random bytes. Returns their number, which is smaller than
 * to->count after a signal or before a bad address; -EFAULT if none could be copied. May sleep.
 */
ssize_t read_random(struct iov_iter *to);

#endif
