/* SPDX-License-Identifier: GPL-2.0-only */
/* Mapping files, for mmap() and for the program loader (kernel/fs/mmap.c). */
#ifndef KERNEL_FS_MMAP_H
#define KERNEL_FS_MMAP_H

#include "kernel/fs/fs.h"

/*
 * Map len bytes of file for current, from page number pgoff on. prot and flags are those of mmap(),
 * and the file is open for what they need. mmap_sem is held. The address, or -ENODEV or the errors of
 * do_mmap(). The new area takes its own reference to the file.
 */
unsigned long do_mmap_file(struct file *file, unsigned long addr, unsigned long len,
			   unsigned long prot, unsigned long flags, unsigned long pgoff);

#endif
