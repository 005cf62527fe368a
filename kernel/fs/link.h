/* SPDX-License-Identifier: GPL-2.0-only */
/* Symbolic links, and further names of a file (kernel/fs/link.c). */
#ifndef KERNEL_FS_LINK_H
#define KERNEL_FS_LINK_H

#include "kernel/fs/inode.h"

/* A new symbolic link without a name that contains text; NULL without memory. */
struct inode *new_symlink(unsigned int dev, const char *text, size_t len);
/* A new entry of a directory that stands for inode (a hard link); NULL without memory. */
struct inode *new_alias(struct inode *inode);
/* What an entry of a directory stands for: usually itself. Adds no reference. */
struct inode *entry_inode(struct inode *entry);

#endif
