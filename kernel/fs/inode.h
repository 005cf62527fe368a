/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inodes and the tree that they form (kernel/fs/inode.c).
 *
 * An inode usually has one name, so one structure holds what Linux divides into a dentry and an
 * inode. (link.c describes the entries that give a file further names.)
 *
 *	/ (dir)  u.dir.names --> bin, dev, tmp		by i_by_name
 *	                          |
 *	                          +-- u.dir.names --> cat, sh
 *	                                              i_name "cat"
 *	                                              u.data.pages[] -> frames
 *
 * A directory has its children in two search trees, by name for lookups and by position for
 * readdir, so that both stay fast when there are many.
 *
 * References are counted in i_count. They are held by the directory that lists the inode, by the
 * i_parent of each child (so that ".." works in a removed directory), by open files, by
 * working directories, and by system calls. The last one frees the inode and its data.
 *
 * Locks:
 *	tree_sem	a semaphore: adding, removing and changing names, one at a time
 *	i_sem		of a file: writing and truncating; of a pipe: moving bytes. User memory may
 *			be accessed while it is held, so no holder of an mmap_sem may take it,
 *			and it is taken by down_killable().
 *	inode_lock	a spinlock: the list of all inodes, trees of children, i_parent, i_name
 *	page_lock	a spinlock of a file: pages[] and i_size together, for read() and page faults
 */
#ifndef KERNEL_FS_INODE_H
#define KERNEL_FS_INODE_H

#include <uapi/stat.h>
#include "kernel/fs/fs.h"
#include "kernel/lib/tree.h"
#include "kernel/sched/spinlock.h"

struct pipe;

/* What a kind of inode can do. Every inode has operations; each of them may be NULL. */
struct inode_operations {
	/* Of a directory: the inode of a name, with one more reference, or ERR_PTR. */
	struct inode *(*lookup)(struct inode *dir, const char *name, size_t len);
	bool may_change;		/* of a directory: can names be added and removed? */
	/*
	 * Of a symbolic link: write the path that it contains to buf, with a NUL; its length without
	 * it, or -errno. Not NULL. Then either follow() returns the inode that the link leads to, with
	 * one more reference, or it is NULL and the path is followed.
	 */
	long (*readlink)(struct inode *link, char *buf, size_t size);
	struct inode *(*follow)(struct inode *link);
	int (*truncate)(struct inode *inode, loff_t size);	/* set i_size; i_sem is held */
	void (*free)(struct inode *inode);	/* free the data: the inode will be freed */
	void (*census)(struct inode *inode);	/* name the data (mm/census.h) */
};

struct inode {
	unsigned long i_ino;
	unsigned int i_dev, i_rdev;	/* MKDEV() */
	unsigned int i_mode;		/* type and permissions, S_I* */
	uid_t i_uid;
	gid_t i_gid;
	unsigned int i_nlink;		/* names; 0: all were removed */
	loff_t i_size;
	time_t i_atime, i_mtime, i_ctime;
	int i_count;
	int i_seen;			/* references that the census found; 0 between two censuses */
	int i_writecount;		/* > 0: times it is open for writing; < 0: times it is executed */
	struct semaphore i_sem;
	const struct inode_operations *i_op;
	const struct file_operations *i_fop;

	struct list_head i_list;	/* in the list of all inodes */
	struct inode *i_parent;		/* counted; NULL for the root and for an inode without a name */
	bool i_listed;			/* is it one of i_parent's children? */
	struct tree_node i_by_name, i_by_cookie;
	loff_t i_cookie;		/* its position in the directory for readdir, never used twice */
	char *i_name;

	union {
		struct {			/* a directory */
			struct tree names, cookies;	/* the same children */
			loff_t next_cookie;	/* 0 and 1 are "." and ".." */
		} dir;
		struct {			/* a regular file */
			spinlock_t page_lock;
			struct page **pages;	/* [nr_slots]; NULL where nothing was written */
			unsigned long nr_slots;
			unsigned long nr_pages;	/* frames that the file has, for st_blocks */
			struct list_head shared_areas;	/* areas that share its pages, by vm_share */
		} data;
		struct pipe *pipe;
		char *link;			/* a symbolic link: the path that it contains */
		struct inode *alias;		/* a further name: the file; counted */
		struct {			/* a file of proc_register() */
			int (*show)(char *buf, size_t size);
			int (*write)(const char *text);
		} proc;
		struct {			/* a file or directory of /proc/PID */
			int pid;
			int type;		/* index into proc_pid.c's table */
			unsigned long start_time;	/* a later process with the same pid has another */
		} proc_pid;
	} u;
};

#define MKDEV(major, minor)	((major) << 8 | (minor))
#define MAJOR(dev)		((dev) >> 8)
#define MINOR(dev)		((dev) & 0xff)
#define ROOT_DEV		MKDEV(0, 1)
#define PROC_DEV		MKDEV(0, 3)
#define PIPE_DEV		MKDEV(0, 6)

extern struct semaphore tree_sem;
extern spinlock_t inode_lock;
extern struct inode *root_inode;

/* At boot: create the root directory and /proc, and give them to init_task. Panics without memory. */
void fs_init(void);
/* A new inode without a name, owned by current, with one reference; NULL without memory. */
struct inode *new_inode(unsigned int dev, unsigned int mode);
/* Add a reference; return inode. */
struct inode *iget(struct inode *inode);
/* Drop a reference. inode may be NULL. */
void iput(struct inode *inode);

/* A copy of a name for i_name, with a NUL after it; NULL without memory. */
char *copy_name(const char *name, size_t len);
/* Add inode to dir under a name that is free. tree_sem is held. 0 or -ENOMEM. */
int dir_add(struct inode *dir, struct inode *inode, const char *name, size_t len);
/* The entry of that name, an inode or an alias, or NULL. tree_sem or inode_lock is held. */
struct inode *dir_entry(struct inode *dir, const char *name, size_t len);
/* Remove an entry from its directory, which drops a reference. tree_sem is held. */
void dir_remove(struct inode *entry);
/* Give an entry another name, perhaps in another directory. tree_sem is held. 0 or -ENOMEM. */
int dir_move(struct inode *entry, struct inode *new_dir, const char *name, size_t len);
/* The lookup and readdir operations of a directory that has children. */
struct inode *dir_lookup(struct inode *dir, const char *name, size_t len);
int dir_readdir(struct file *file, loff_t *pos, struct dir_item *item);
/*
 * Write the absolute path of inode to buf, with " (deleted)" after it if it was removed. Its
 * length with the NUL, or -ENAMETOOLONG if it does not fit.
 */
long inode_path(struct inode *inode, char *buf, size_t size);

/* Call fn for every inode, with inode_lock held. */
void for_each_inode(void (*fn)(struct inode *inode));

#endif
