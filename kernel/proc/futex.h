/* SPDX-License-Identifier: GPL-2.0-only */
/* What the census of frames finds in futexes (kernel/proc/futex.c). */
#ifndef KERNEL_PROC_FUTEX_H
#define KERNEL_PROC_FUTEX_H

/* Name the frames to which sleepers hold a reference (mm/census.h). */
void futex_census(void);

#endif
