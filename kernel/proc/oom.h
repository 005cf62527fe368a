/* SPDX-License-Identifier: GPL-2.0-only */
/* Running out of memory. */
#ifndef KERNEL_PROC_OOM_H
#define KERNEL_PROC_OOM_H

#include "kernel/lib/types.h"

/*
 * current got no memory. True if another process was ended to free some: try again.
 * Only for init and root's shells; false for everybody else. May sleep.
 */
bool out_of_memory(void);

#endif
