// SPDX-License-Identifier: GPL-2.0-only
/*
 * Character devices. The drivers stand above this room, so they register the operations of
 * their files here.
 *
 * Left out compared with Linux: mknod, and device files in the initramfs. A device has exactly
 * the one file that its driver registers.
 */
#include "kernel/fs/chrdev.h"
#include "kernel/fs/namei.h"
#include "kernel/lib/panic.h"

void register_chrdevs(const struct chrdev *devices, int n)
{
	for (; n--; devices++) {
		struct inode *inode = make_path(devices->path, S_IFCHR | devices->mode);

		if (IS_ERR(inode))
			panic("no memory for %s", devices->path);
		inode->i_rdev = devices->rdev;
		inode->i_fop = devices->fops;
		iput(inode);		/* its directory keeps it */
	}
}
