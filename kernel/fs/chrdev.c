// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which character devices there are. The drivers are above this room, so they register
 * their operations here (Linux: register_chrdev, by major number only).
 */
#include "kernel/fs/chrdev.h"
#include "kernel/lib/panic.h"

#define MAX_TABLES	4

static struct {
	const struct chrdev *devices;
	int n;
} tables[MAX_TABLES];

/* The number of a device file may be one that no driver has registered. */
static int no_device_open(struct inode *inode, struct file *file)
{
	(void)inode, (void)file;
	return -ENXIO;
}
static const struct file_operations no_device_fops = { .open = no_device_open };

const struct file_operations *chrdev_fops(unsigned int rdev)
{
	for (int t = 0; t < MAX_TABLES; t++)
		for (int i = 0; i < tables[t].n; i++)
			if (tables[t].devices[i].rdev == rdev)
				return tables[t].devices[i].fops;
	return &no_device_fops;
}

void register_chrdevs(const struct chrdev *devices, int n)
{
	int t = 0;

	while (tables[t].devices)
		BUG_ON(++t == MAX_TABLES);
	tables[t].devices = devices;
	tables[t].n = n;
	for (int i = 0; i < n; i++) {
		struct inode *inode = make_path(devices[i].path, S_IFCHR | devices[i].mode, devices[i].rdev);

		if (IS_ERR(inode))
			panic("no memory for %s", devices[i].path);
		iput(inode);		/* its directory keeps it */
	}
}
