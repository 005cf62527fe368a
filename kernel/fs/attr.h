/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing properties of an inode (kernel/fs/attr.c). */
#ifndef KERNEL_FS_ATTR_H
#define KERNEL_FS_ATTR_H

#include "kernel/fs/inode.h"

/* Set the size of a regular file. May sleep. Errors: ERESTARTSYS, EFBIG, ENOMEM. */
int truncate_inode(struct inode *inode, loff_t size);

#endif
