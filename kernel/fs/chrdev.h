/* SPDX-License-Identifier: GPL-2.0-only */
/* Registering character devices (kernel/fs/chrdev.c). */
#ifndef KERNEL_FS_CHRDEV_H
#define KERNEL_FS_CHRDEV_H

#include "kernel/fs/inode.h"

struct chrdev {
	const char *path;		/* "/dev/null" */
	unsigned int rdev, mode;	/* MKDEV() with Linux's numbers; permissions */
	const struct file_operations *fops;
};

/* Create the files of n devices. At boot; panics without memory. */
void register_chrdevs(const struct chrdev *devices, int n);

#endif
