/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inodes, for the file system's own files and for device drivers.
 *
 * There are no hard links and no symbolic links, so an inode has exactly one
 * name, and what Linux splits in two, dentry and inode, is one structure here:
 *
 *	/ (dir)  u.dir.children --> bin --> dev --> tmp		by i_sibling
 *	                             |
 *	                             +-- u.dir.children --> cat --> sh
 *	                                                    i_name "cat"
 *	                                                    u.data.pages[] -> frames
 *
 * Who holds references (i_count): the directory an inode is listed in; every child
 * its i_parent (so that ".." works in a removed directory too); open files, current
 * directories, calls. The last one frees inode and data.
 *
 * Locks:
 *	i_sem		of a directory: adding and removing names; of a file: writing and
 *			truncating. Sleeps. Parent before child. User memory may be touched
 *			while it is held, so nothing that holds an mmap_sem may take it.
 *	inode_lock	the list of all inodes, all lists of children, i_parent, i_name: for looking, held briefly
 *	page_lock	of a file: pages[] and i_size together, for nopage and read
 */
#ifndef KERNEL_FS_INODE_H
#define KERNEL_FS_INODE_H

#include "kernel/fs/fs.h"
#include "kernel/sched/spinlock.h"

struct pipe;
struct proc_entry;

struct inode_operations {
	/* One name of a directory: the inode with one more reference, or ERR_PTR. */
	struct inode *(*lookup)(struct inode *dir, const char *name, size_t len);
	bool may_change;		/* can names be added and removed? */
	int (*truncate)(struct inode *inode, loff_t size);	/* i_sem held */
};

struct inode {
	unsigned long i_ino;
	unsigned int i_dev, i_rdev;	/* MKDEV() */
	unsigned int i_mode;		/* type and permissions, S_I* */
	uid_t i_uid;
	gid_t i_gid;
	unsigned int i_nlink;		/* 0: its name is gone */
	loff_t i_size;
	time_t i_atime, i_mtime, i_ctime;
	int i_count;
	int i_seen;			/* references that the census found; 0 outside of one */
	int i_writecount;		/* > 0: open for writing so often; < 0: executed so often */
	struct semaphore i_sem;
	const struct inode_operations *i_op;
	const struct file_operations *i_fop;

	struct list_head i_list;	/* of all inodes */
	struct inode *i_parent;		/* counted; NULL for the root and for what has no name */
	struct list_head i_sibling;	/* in i_parent's children; a ring of its own when in none */
	loff_t i_cookie;		/* its place in the directory, for readdir: never used twice */
	char *i_name;

	union {
		struct {			/* a directory */
			struct list_head children;
			loff_t next_cookie;	/* 0 and 1 are "." and ".." */
		} dir;
		struct {			/* a regular file */
			spinlock_t page_lock;
			struct page **pages;	/* [nr_slots], NULL where never written */
			unsigned long nr_slots;
			unsigned long nr_pages;	/* frames present, for st_blocks */
		} data;
		struct pipe *pipe;
		const struct proc_entry *proc;
		struct {			/* a file or directory of /proc/PID */
			int pid;
			int type;		/* index of proc_pid.c's table */
			unsigned long start_time;	/* a later process may get the pid again */
		} proc_pid;
	} u;
};

#define MKDEV(major, minor)	((major) << 8 | (minor))
#define MAJOR(dev)		((dev) >> 8)
#define MINOR(dev)		((dev) & 0xff)
#define ROOT_DEV		MKDEV(0, 1)
#define PROC_DEV		MKDEV(0, 3)
#define PIPE_DEV		MKDEV(0, 6)

/* One name, as readdir hands it out. */
struct dir_item {
	unsigned long ino;
	unsigned int mode;		/* its type bits */
	char name[NAME_MAX + 1];
};

/* --- inode.c --- */
extern spinlock_t inode_lock;
extern struct inode *root_inode;
/* A nameless inode of mode, owned by current, count 1; NULL without memory. */
struct inode *new_inode(unsigned int dev, unsigned int mode);
/* Give inode a name in dir. dir's i_sem held, name known to be free. 0 or -ENOMEM. */
int dir_add(struct inode *dir, struct inode *inode, const char *name, size_t len);
/* Take inode out of its directory, which drops the directory's reference. The directory's i_sem held. */
void dir_remove(struct inode *inode);
/* Give inode another name and perhaps another directory. Both directories' i_sem held. 0 or -ENOMEM. */
int dir_move(struct inode *inode, struct inode *new_dir, const char *name, size_t len);
struct inode *dir_lookup(struct inode *dir, const char *name, size_t len);
int dir_readdir(struct file *file, loff_t *pos, struct dir_item *item);
/* "/bin/sh" into buf, " (deleted)" behind it when it is; a pointer into buf, or NULL: too long. */
char *inode_path(struct inode *inode, char *buf, size_t size);
/* May it be opened for writing, or executed? 0 or -ETXTBSY; each is undone by its partner. */
int get_write_access(struct inode *inode);
void put_write_access(struct inode *inode);
int deny_write_access(struct inode *inode);
void allow_write_access(struct inode *inode);

/* Call fn for every inode there is. It must not sleep. */
void for_each_inode(void (*fn)(struct inode *inode));

/* --- namei.c --- */
/*
 * The last component of a path, and what kind it is: unlink("a/..") and the like
 * must be told apart before anything is looked up.
 */
struct last_name {
	const char *name;		/* not NUL-terminated */
	size_t len;
	enum { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT } type;
	bool slash;			/* slashes follow: it must be a directory */
};
struct inode *path_lookup(int dfd, const char *path);
struct inode *path_parent(int dfd, const char *path, struct last_name *last);
/* The inode of *last in dir, with a reference; -ENOENT, -ENOTDIR ... */
struct inode *lookup_last(struct inode *dir, const struct last_name *last);
/* Make a file, directory or device called *last in dir, whose i_sem is held. */
struct inode *dir_create(struct inode *dir, const struct last_name *last, unsigned int mode,
			 unsigned int rdev);
/* At boot: make path, and directories on the way, without asking anybody. */
struct inode *make_path(const char *path, unsigned int mode, unsigned int rdev);

/* --- ramfs.c --- */
extern const struct inode_operations ramfs_file_iops, ramfs_dir_iops;
extern const struct file_operations ramfs_file_fops, dir_fops;
extern unsigned long nr_file_pages;	/* frames of all files together */
void ramfs_free_pages(struct inode *inode);
/* The open file behind an area of an address space, or NULL. */
struct file *area_file(const struct vm_area_struct *vma);
/* Write from kernel memory (cpio.c). 0 or -errno. */
int ramfs_fill(struct inode *inode, const void *data, size_t size);
loff_t generic_llseek(struct file *file, loff_t offset, int whence);

/* --- pipe.c, proc.c --- */
void pipe_free(struct pipe *pipe);
void pipe_census(const struct pipe *pipe);	/* name what it has (mm/census.h) */
void proc_init(void);

#endif
