/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that come with the kernel (kernel/fs/cpio.c). */
#ifndef KERNEL_FS_CPIO_H
#define KERNEL_FS_CPIO_H

#include "kernel/lib/types.h"

/*
 * Create the files of a cpio archive of size bytes, which begins at a page, and free its memory. Each
 * error is reported on the log. Returns whether the archive is sound and all its files were created.
 */
bool unpack_initramfs(const void *archive, size_t size);

#endif
