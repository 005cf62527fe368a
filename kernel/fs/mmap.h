/* SPDX-License-Identifier: GPL-2.0-only */
/* Mapping files, for mmap() and for the program loader (kernel/fs/mmap.c). */
#ifndef KERNEL_MMAN_H
#define KERNEL_MMAN_H

#include "kernel/fs/fs.h"

/*
 * A private mapping of file for current, mmap_sem held: the address, or -ENODEV or
 * the errors of do_mmap(). pgoff counts pages. The area holds the file by itself.
 */
unsigned long do_mmap_file(struct file *file, unsigned long addr, unsigned long len,
			   unsigned long prot, unsigned long flags, unsigned long pgoff);

#endif
