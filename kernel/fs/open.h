/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening programs (kernel/fs/open.c). */
#ifndef KERNEL_FS_OPEN_H
#define KERNEL_FS_OPEN_H

#include "kernel/fs/fs.h"

/*
 * Open a program: a regular file that current may execute. While the file, or an area that maps
 * it, exists, the program cannot be opened for writing. ERR_PTR: the errors of path_lookup(),
 * -EACCES, -ETXTBSY (it is open for writing), -ENOMEM. (Linux: open_exec)
 */
struct file *open_exec(const char *path);

#endif
