/* SPDX-License-Identifier: GPL-2.0-only */
/* Running out of memory. */
#ifndef KERNEL_PROC_OOM_H
#define KERNEL_PROC_OOM_H

#include "kernel/lib/types.h"

/*
 * An allocation of current has failed. If current is init or one of root's shells, end another
 * process to free memory. Returns true if the caller should try again, false if it should fail.
 * May sleep. (Linux: out_of_memory)
 */
bool out_of_memory(void);

#endif
