/* SPDX-License-Identifier: GPL-2.0-only */
/* Character devices: drivers register here what their files in /dev can do. */
#ifndef KERNEL_FS_CHRDEV_H
#define KERNEL_FS_CHRDEV_H

#include "kernel/fs/inode.h"

struct chrdev {
	const char *path;		/* "/dev/null" */
	unsigned int rdev, mode;	/* MKDEV(), with Linux's numbers; permissions */
	const struct file_operations *fops;
};

/* Make the files of n devices. The array is kept. At boot; panics without memory. */
void register_chrdevs(const struct chrdev *devices, int n);
/* The operations of a device; for a number that no driver has, open() of it fails with -ENXIO. */
const struct file_operations *chrdev_fops(unsigned int rdev);

#endif
