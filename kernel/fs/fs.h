/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The in-memory file system as the rest of the kernel sees it: open files,
 * descriptors, and paths. There is no disk: an inode's data are frames (a page
 * cache that is the file), directories are lists of inodes. What an inode looks
 * like inside is in kernel/fs/inode.h, for kernel/fs/ and device drivers only.
 */
#ifndef KERNEL_FS_FS_H
#define KERNEL_FS_FS_H

#include <uapi/fcntl.h>
#include <uapi/limits.h>
#include <uapi/stat.h>
#include "kernel/lib/list.h"
#include "kernel/sched/semaphore.h"
#include "mm/mm.h"

struct inode;
struct iov_iter;
struct file;
struct dir_item;

/*
 * What a kind of file can do. A NULL entry has the meaning in brackets.
 */
struct file_operations {
	/*
	 * Move bytes between the file, from f_pos on, and a memory that is not empty; advance f_pos
	 * and return their number, 0 at the end of the file, or -errno. [EINVAL]
	 */
	ssize_t (*read)(struct file *file, struct iov_iter *to);
	ssize_t (*write)(struct file *file, struct iov_iter *from);
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);		/* [ESPIPE] */
	/* The entry at cookie *pos or after it: 1 and *pos moved on, 0 at the end, -errno. [ENOTDIR] */
	int (*readdir)(struct file *file, loff_t *pos, struct dir_item *item);
	int (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);	/* [ENOTTY] */
	unsigned int (*poll)(struct file *file);	/* POLL* bits ready now [always ready] */
	int (*open)(struct inode *inode, struct file *file);	/* [nothing to do] */
	void (*release)(struct file *file);			/* the last user has gone */
	/*
	 * Fill in what an area of this file is backed by (ops NULL: anonymous memory). Takes no
	 * reference: each area's open hook takes one of the file, its close hook drops it. [ENODEV]
	 */
	int (*mmap)(struct file *file, struct vm_object *object);
};

struct file {
	int f_count;			/* descriptors, calls and areas that use it */
	int f_seen;			/* how many the census found; 0 outside of one */
	unsigned int f_mode;		/* FMODE_* */
	unsigned int f_flags;		/* O_* of open, and O_APPEND/O_NONBLOCK as changed */
	loff_t f_pos;
	struct semaphore f_pos_sem;	/* held by the call that uses f_pos */
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;		/* belongs to f_op */
};

#define FMODE_READ	1
#define FMODE_WRITE	2
#define FMODE_EXEC	4		/* nobody may open the inode for writing meanwhile */

/* --- kernel/fs/file.c: open files and descriptors --- */
void file_init(void);
struct files_struct;
struct files_struct *files_alloc(void);
struct files_struct *files_copy(void);		/* current's, for fork; NULL: no memory */
void files_put(struct files_struct *files);	/* closes all; may sleep */
void files_close_on_exec(void);
/* Call fn for the file behind each descriptor. */
void files_for_each(struct files_struct *files, void (*fn)(struct file *file));
struct file *fget(unsigned int fd);		/* one more reference, or NULL */
void fput(struct file *file);
/*
 * fget() and fput() for a call that uses f_pos: two processes that share the file by fork or dup
 * use it one after the other (Linux: fdget_pos). Files without llseek have no position. May
 * sleep; no i_sem and no mmap_sem may be held.
 */
struct file *fget_pos(unsigned int fd);
void fput_pos(struct file *file);
/* A new file that is open on inode (takes over the caller's reference, also on failure) or ERR_PTR. */
struct file *file_open_inode(struct inode *inode, unsigned int flags, unsigned int mode);
/* Lowest free descriptor of current at or above start, or -EMFILE. Nobody else can take it. */
int get_unused_fd(unsigned int start);
void fd_install(unsigned int fd, struct file *file, bool close_on_exec);

/* --- kernel/fs/inode.c --- */
struct inode *iget(struct inode *inode);	/* one more reference; returns it */
void iput(struct inode *inode);

/* --- kernel/fs/namei.c: paths (kernel strings; relative to current->cwd) --- */
/* The inode behind path with one reference, or ERR_PTR(-errno). */
struct inode *namei(const char *path);
/* May current do mask (4 read, 2 write, 1 execute) by fsuid/fsgid? 0 or -EACCES. */
int permission(struct inode *inode, int mask);
/* A user's path in a kernel buffer, for kfree(); or ERR_PTR(-EFAULT, -ENAMETOOLONG, -ENOENT, -ENOMEM). */
char *getname(const char *user_path);

/* --- for the program loader (kernel/proc/exec.c) and kernel/fs/mmap.c --- */
/*
 * Open for execution: a regular file with execute permission that nobody has open
 * for writing (else -ETXTBSY), or ERR_PTR. It stays closed to writers until the
 * last reference is dropped, those of the areas that map it included.
 */
struct file *open_exec(const char *path);
/* Bytes from a regular file into kernel memory; bytes read (0 at the end) or -errno. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t count);

/* --- kernel/fs/poll.c --- */
/* Something may have become ready: look again, whoever sleeps in poll(). From anywhere. */
void poll_wake(void);

/* --- kernel/fs/proc.c: others add files --- */
/* A read-only text file under /proc ("sysvipc/shm"): show() writes into buf, returns the length it wants. */
typedef int (*proc_show_t)(char *buf, size_t size);
/* write is NULL or takes a NUL-terminated line and returns 0 or -errno. At boot only. */
int proc_register(const char *path, unsigned int mode, proc_show_t show, int (*write)(const char *text));

/* --- kernel/fs/census.c: all that files have, for /proc/invariants --- */
struct report;
/* Name all inodes, open files and descriptors (mm/census.h). */
void fs_census(void);
/* Then say which of them have another count than was found. */
void fs_check(struct report *report);

/* --- start --- */
void fs_init(void);			/* root directory, /dev, /proc; gives init_task root, cwd and files */
void unpack_initramfs(const void *cpio, size_t size);

#endif
