/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing the protection of memory. */
#ifndef MM_MPROTECT_H
#define MM_MPROTECT_H

#include "mm/mm.h"

/* mprotect() with mmap_sem held: 0, or -EINVAL, -ENOMEM, -EACCES. */
int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long len, unsigned long prot);

#endif
