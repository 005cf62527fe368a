/* SPDX-License-Identifier: GPL-2.0-only */
/* Segments under /proc, and their limits. */
#ifndef IPC_SHM_PROC_H
#define IPC_SHM_PROC_H

#include "kernel/lib/types.h"

struct vm_area_struct;

/* The limits, as set in /proc/sys/kernel/. A single word each: a reader needs no lock. */
extern unsigned long shmmax;		/* bytes in a segment */
extern unsigned long shmall;		/* pages in all of them */
extern int shmmni;			/* segments, at most SHMMNI */

/* Make the files. At boot. */
void shm_init(void);
/* vm_ops->name of an attach: what /proc/PID/maps shows. */
void shm_name(struct vm_area_struct *shmd, char *buf, size_t size, unsigned long *ino);

#endif
