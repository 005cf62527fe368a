/* SPDX-License-Identifier: GPL-2.0-only */
/* The pages of regular files in address spaces (kernel/fs/filemap.c). */
#ifndef KERNEL_FS_FILEMAP_H
#define KERNEL_FS_FILEMAP_H

#include "kernel/fs/inode.h"

/* The mmap operation of regular files. */
int filemap_mmap(struct file *file, bool shared, struct vm_object *object);
/*
 * Remove the pages from page number `first` on from all shared mappings of a file that has become
 * that small: an access is SIGBUS from now on. i_sem is held, and no mmap_sem. May sleep.
 * (Linux: unmap_mapping_range)
 */
void unmap_file_pages(struct inode *inode, unsigned long first);
/* The file that an area maps, or NULL. */
struct file *area_file(const struct vm_area_struct *vma);

#endif
