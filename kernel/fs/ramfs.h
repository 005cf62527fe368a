/* SPDX-License-Identifier: GPL-2.0-only */
/* Regular files in memory (kernel/fs/ramfs.c). */
#ifndef KERNEL_FS_RAMFS_H
#define KERNEL_FS_RAMFS_H

#include "kernel/fs/inode.h"

extern const struct inode_operations ramfs_file_iops;
extern const struct file_operations ramfs_file_fops;
extern unsigned long nr_file_pages;	/* frames of all files together */

/* Copy bytes of a regular file, from pos on, to kernel memory. Their number (0 at the end) or -errno. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t count);
/* Replace the contents of a file by size bytes of kernel memory. 0 or -errno. */
int ramfs_fill(struct inode *inode, const void *data, size_t size);
/* Set the position of any file that has one. The new position or -EINVAL. (Linux: generic_file_llseek) */
loff_t generic_llseek(struct file *file, loff_t offset, int whence);
/*
 * The frame of page number index of a file, with one more reference. A page without one gets a
 * frame of zeros. The page must begin below *limit; this is checked after the allocation, which may
 * sleep. NULL with *err 0 if it does not, and with *err -ENOMEM without memory.
 */
struct page *make_file_page(struct inode *inode, unsigned long index, const loff_t *limit, int *err);

#endif
