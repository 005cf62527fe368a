// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbolic links, and files with several names (hard links): symlink, readlink, link.
 *
 * An inode has one name in the tree. Each further name is an entry of its own, an *alias*, which
 * is in the list of its directory and leads to the inode. It can only be moved and removed: a lookup
 * returns the inode, and readdir shows its number.
 *
 *	/tmp (dir) --> "a" (inode, i_nlink 2) <--+
 *	          \--> "b" (alias) --------------+
 *
 * If the first name is removed, the inode is in no directory any more, but the aliases keep it.
 */
#include "kernel/fs/link.h"
#include "kernel/fs/namei.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/sched.h"
#include "mm/census.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

/* --- symbolic links --- */

static long symlink_read(struct inode *inode, char *buf, size_t size)
{
	strlcpy(buf, inode->u.link, size);
	return inode->i_size;
}

static void symlink_free(struct inode *inode)
{
	kfree(inode->u.link);
}

static void symlink_census(struct inode *inode)
{
	census_object(inode->u.link);
}

static const struct inode_operations symlink_iops = {
	.readlink = symlink_read,
	.free	= symlink_free,
	.census	= symlink_census,
};
static const struct file_operations no_fops;

struct inode *new_symlink(unsigned int dev, const char *text, size_t len)
{
	char *copy = copy_name(text, len);
	struct inode *inode = copy ? new_inode(dev, S_IFLNK | 0777) : NULL;

	if (!inode) {
		kfree(copy);
		return NULL;
	}
	inode->i_op = &symlink_iops;
	inode->i_fop = &no_fops;
	inode->u.link = copy;
	inode->i_size = len;
	return inode;
}

/*
 * Copy what a symbolic link contains to buf, without a NUL. Returns the number of bytes. Errors:
 * EINVAL (size), those of user_path_at(), EINVAL (not a symbolic link), ENOMEM, EFAULT.
 */
long sys_readlinkat(int dfd, const char *path, char *buf, int size)
{
	struct inode *inode;
	char *text = NULL;
	long len = -EINVAL;

	if (size <= 0)
		return -EINVAL;
	inode = user_path_at(dfd, path, AT_SYMLINK_NOFOLLOW);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (inode->i_op->readlink) {
		text = kmalloc(PATH_MAX, GFP_KERNEL);
		len = text ? inode->i_op->readlink(inode, text, PATH_MAX) : -ENOMEM;
		len = min(len, (long)size);
	}
	iput(inode);
	if (len > 0 && copy_to_user(buf, text, len))
		len = -EFAULT;
	kfree(text);
	return len;
}

/* --- aliases --- */

static void alias_free(struct inode *alias)
{
	iput(alias->u.alias);
}

static void alias_census(struct inode *alias)
{
	alias->u.alias->i_seen++;
}

static const struct inode_operations alias_iops = { .free = alias_free, .census = alias_census };

struct inode *new_alias(struct inode *inode)
{
	struct inode *alias = new_inode(inode->i_dev, 0);

	if (!alias)
		return NULL;
	alias->i_op = &alias_iops;
	alias->u.alias = iget(inode);
	return alias;
}

struct inode *entry_inode(struct inode *entry)
{
	return entry->i_op == &alias_iops ? entry->u.alias : entry;
}
