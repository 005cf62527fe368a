/* SPDX-License-Identifier: GPL-2.0-only */
/* Segments under /proc. */
#ifndef IPC_SHM_PROC_H
#define IPC_SHM_PROC_H

#include "kernel/lib/types.h"

struct vm_area_struct;

/* Make /proc/sysvipc/shm. At boot. */
void shm_init(void);
/* vm_ops->name of an attach: what /proc/PID/maps shows. */
void shm_name(struct vm_area_struct *shmd, char *buf, size_t size, unsigned long *ino);

#endif
