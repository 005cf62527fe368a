/* SPDX-License-Identifier: GPL-2.0-only */
/* Named pipes (kernel/fs/pipe.c). */
#ifndef KERNEL_FS_PIPE_H
#define KERNEL_FS_PIPE_H

#include "kernel/fs/inode.h"

/* A new pipe without a name, which open() opens; NULL without memory. */
struct inode *new_fifo(unsigned int dev, unsigned int mode);

#endif
