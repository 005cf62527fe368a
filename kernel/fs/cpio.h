/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that come with the kernel (kernel/fs/cpio.c). */
#ifndef KERNEL_FS_CPIO_H
#define KERNEL_FS_CPIO_H

#include "kernel/lib/types.h"

/* Create the files of a cpio archive of size bytes. An error ends this with a message. */
void unpack_initramfs(const void *archive, size_t size);

#endif
