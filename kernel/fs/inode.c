// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inodes and the tree that they form: creating, counting and freeing inodes, and the trees of
 * children that directories are. All kinds of files use this; ramfs.c, pipe.c, chrdev.c and the
 * proc files add what is special to each.
 *
 * Left out compared with Linux: superblocks and mounts (/proc is a directory with other
 * operations), dentries and their cache, times finer than a second.
 */
#include "kernel/fs/inode.h"
#include "kernel/fs/file.h"
#include "kernel/fs/link.h"
#include "kernel/fs/proc.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/sched.h"
#include "mm/slab.h"

struct semaphore tree_sem = MUTEX_INIT(tree_sem);
spinlock_t inode_lock = SPIN_LOCK_UNLOCKED;
struct inode *root_inode;
static kmem_cache_t *inode_cachep;
static LIST_HEAD(all_inodes);
static unsigned long last_ino;

static const struct inode_operations no_iops;
static const struct inode_operations dir_iops = { .lookup = dir_lookup, .may_change = true };
static const struct file_operations dir_fops = { .llseek = generic_llseek, .readdir = dir_readdir };

struct inode *new_inode(unsigned int dev, unsigned int mode)
{
	/* Inodes of the root directory stay; those of pipes and /proc end with their users. */
	struct inode *inode = kmem_cache_alloc(inode_cachep, dev == ROOT_DEV ? GFP_LASTING : GFP_KERNEL);

	if (!inode)
		return NULL;
	memset(inode, 0, sizeof(*inode));
	inode->i_ino = ++last_ino;
	inode->i_dev = dev;
	inode->i_mode = mode;
	inode->i_uid = current->fsuid;
	inode->i_gid = current->fsgid;
	inode->i_atime = inode->i_mtime = inode->i_ctime = current_seconds();
	inode->i_nlink = S_ISDIR(mode) ? 2 : 1;
	inode->i_count = 1;
	inode->i_op = &no_iops;
	init_MUTEX(&inode->i_sem);
	if (S_ISDIR(mode)) {
		inode->i_op = &dir_iops;
		inode->i_fop = &dir_fops;
		inode->u.dir.next_cookie = 2;
	} else if (S_ISREG(mode)) {
		inode->i_op = &ramfs_file_iops;
		inode->i_fop = &ramfs_file_fops;
		spin_lock_init(&inode->u.data.page_lock);
		INIT_LIST_HEAD(&inode->u.data.shared_areas);
	}
	spin_lock(&inode_lock);
	list_add_tail(&inode->i_list, &all_inodes);
	spin_unlock(&inode_lock);
	return inode;
}

struct inode *iget(struct inode *inode)
{
	inode->i_count++;
	return inode;
}

/* The last reference of an inode drops its reference to the parent, and so on up the tree. May sleep. */
void iput(struct inode *inode)
{
	while (inode && --inode->i_count == 0) {
		struct inode *parent = inode->i_parent;

		BUG_ON(inode->i_listed);
		spin_lock(&inode_lock);
		list_del_init(&inode->i_list);
		spin_unlock(&inode_lock);
		if (inode->i_op->free)
			inode->i_op->free(inode);
		kfree(inode->i_name);
		kmem_cache_free(inode_cachep, inode);
		inode = parent;
		cond_resched();
	}
}

char *copy_name(const char *name, size_t len)
{
	char *copy = kmalloc(len + 1, GFP_LASTING);

	if (copy) {
		memcpy(copy, name, len);
		copy[len] = '\0';
	}
	return copy;
}

/* < 0, 0, > 0: the name of len characters comes before that of child, is the same, comes after it. */
static int compare_name(const char *name, size_t len, const struct inode *child)
{
	int difference = strncmp(name, child->i_name, len);

	return difference || !child->i_name[len] ? difference : -1;
}

/* Add inode to the names of dir. If it replaces another, both have the same name for a moment (rename). */
static void link_name(struct inode *dir, struct inode *inode)
{
	struct tree_node *parent = NULL, *next = dir->u.dir.names.root;
	size_t len = strlen(inode->i_name);
	int side = TREE_LEFT;

	while (next) {
		parent = next;
		side = compare_name(inode->i_name, len, tree_entry(parent, struct inode, i_by_name)) < 0 ?
		       TREE_LEFT : TREE_RIGHT;
		next = parent->child[side];
	}
	tree_link(&dir->u.dir.names, parent, side, &inode->i_by_name);
}

/* Add inode as the last of the children of dir in the order of readdir. */
static void link_last(struct inode *dir, struct inode *inode)
{
	struct tree_node *last = dir->u.dir.cookies.root;

	while (last && last->child[TREE_RIGHT])
		last = last->child[TREE_RIGHT];
	inode->i_cookie = dir->u.dir.next_cookie++;
	tree_link(&dir->u.dir.cookies, last, TREE_RIGHT, &inode->i_by_cookie);
}

/* Add inode to the children of dir. inode_lock is held. */
static void link_child(struct inode *dir, struct inode *inode)
{
	inode->i_parent = iget(dir);
	inode->i_listed = true;
	link_name(dir, inode);
	link_last(dir, inode);
	if (S_ISDIR(inode->i_mode))
		dir->i_nlink++;
	dir->i_mtime = dir->i_ctime = inode->i_ctime = current_seconds();
}

/* Remove inode from the children of dir. inode_lock is held. */
static void unlink_child(struct inode *dir, struct inode *inode)
{
	tree_unlink(&dir->u.dir.names, &inode->i_by_name);
	tree_unlink(&dir->u.dir.cookies, &inode->i_by_cookie);
	inode->i_listed = false;
	if (S_ISDIR(inode->i_mode))
		dir->i_nlink--;
	dir->i_mtime = dir->i_ctime = inode->i_ctime = current_seconds();
}

int dir_add(struct inode *dir, struct inode *inode, const char *name, size_t len)
{
	inode->i_name = copy_name(name, len);
	if (!inode->i_name)
		return -ENOMEM;
	spin_lock(&inode_lock);
	iget(inode);
	link_child(dir, inode);
	spin_unlock(&inode_lock);
	return 0;
}

struct inode *dir_entry(struct inode *dir, const char *name, size_t len)
{
	struct tree_node *node = dir->u.dir.names.root;

	while (node) {
		struct inode *child = tree_entry(node, struct inode, i_by_name);
		int difference = compare_name(name, len, child);

		if (!difference)
			return child;
		node = node->child[difference < 0 ? TREE_LEFT : TREE_RIGHT];
	}
	return NULL;
}

void dir_remove(struct inode *entry)
{
	struct inode *inode = entry_inode(entry);

	spin_lock(&inode_lock);
	unlink_child(entry->i_parent, entry);
	inode->i_nlink = S_ISDIR(inode->i_mode) ? 0 : inode->i_nlink - 1;
	inode->i_ctime = current_seconds();
	spin_unlock(&inode_lock);
	iput(entry);
}

int dir_move(struct inode *entry, struct inode *new_dir, const char *name, size_t len)
{
	struct inode *old_dir = entry->i_parent;
	char *new_name = copy_name(name, len), *old_name = entry->i_name;

	if (!new_name)
		return -ENOMEM;
	spin_lock(&inode_lock);
	unlink_child(old_dir, entry);
	entry->i_name = new_name;
	link_child(new_dir, entry);
	entry_inode(entry)->i_ctime = current_seconds();
	spin_unlock(&inode_lock);
	kfree(old_name);
	iput(old_dir);
	return 0;
}

struct inode *dir_lookup(struct inode *dir, const char *name, size_t len)
{
	struct inode *entry;

	spin_lock(&inode_lock);
	entry = dir_entry(dir, name, len);
	if (entry)
		iget(entry_inode(entry));
	spin_unlock(&inode_lock);
	return entry ? entry_inode(entry) : ERR_PTR(-ENOENT);
}

/*
 * Cookies increase and are never used twice. So a reader that continues after others have changed
 * the directory misses no name that stayed, and sees no name twice.
 */
int dir_readdir(struct file *file, loff_t *pos, struct dir_item *item)
{
	struct tree_node *node;
	struct inode *child, *found = NULL;

	spin_lock(&inode_lock);
	for (node = file->f_inode->u.dir.cookies.root; node; ) {
		child = tree_entry(node, struct inode, i_by_cookie);
		if (child->i_cookie >= *pos)
			found = child;
		node = node->child[child->i_cookie >= *pos ? TREE_LEFT : TREE_RIGHT];
	}
	if (found) {
		item->ino = entry_inode(found)->i_ino;
		item->mode = entry_inode(found)->i_mode & S_IFMT;
		strlcpy(item->name, found->i_name, sizeof(item->name));
		*pos = found->i_cookie + 1;
	}
	spin_unlock(&inode_lock);
	return found != NULL;
}

/* Put text in front of the string that begins at *p. False if it does not fit into buf. */
static bool prepend(char *buf, char **p, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(*p - buf) < len)
		return false;
	*p -= len;
	memcpy(*p, text, len);
	return true;
}

long inode_path(struct inode *inode, char *buf, size_t size)
{
	char *end = buf + size, *p = end - 1;
	bool fits = true;

	*p = '\0';
	spin_lock(&inode_lock);
	if (!inode->i_nlink)
		fits = prepend(buf, &p, " (deleted)");
	if (!inode->i_parent)
		fits = fits && prepend(buf, &p, "/");
	for (; fits && inode->i_parent; inode = inode->i_parent)
		fits = prepend(buf, &p, inode->i_name) && prepend(buf, &p, "/");
	spin_unlock(&inode_lock);
	if (!fits)
		return -ENAMETOOLONG;
	memmove(buf, p, end - p);
	return end - p;
}

void for_each_inode(void (*fn)(struct inode *inode))
{
	struct inode *inode;

	spin_lock(&inode_lock);
	list_for_each_entry(inode, &all_inodes, i_list)
		fn(inode);
	spin_unlock(&inode_lock);
}

void fs_init(void)
{
	file_init();
	inode_cachep = kmem_cache_create("inode_cache", sizeof(struct inode));
	root_inode = new_inode(ROOT_DEV, S_IFDIR | 0755);
	if (!root_inode)
		panic("no memory for the root directory");
	init_task.cwd = iget(root_inode);
	init_task.files = files_alloc();
	proc_init();
}
