/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The in-memory file system as the rest of the kernel sees it: inodes, open
 * files, file tables, and paths. There is no disk: an inode's data are frames
 * (a page cache that is the file), directories are lists of names.
 */
#ifndef KERNEL_FS_FS_H
#define KERNEL_FS_FS_H

#include <uapi/fcntl.h>
#include <uapi/stat.h>
#include "kernel/list.h"
#include "kernel/wait.h"
#include "mm/mm.h"

struct inode;
struct file;
struct file_operations;

#define NR_OPEN		256		/* descriptors of one process */
#define PATH_MAX	4096

struct file_operations {
	/* pos: the file's offset, advanced by what was moved. Bytes moved or -errno. buf is a USER pointer. */
	ssize_t (*read)(struct file *file, char *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char *buf, size_t count, loff_t *pos);
	int (*readdir)(struct file *file, void *dirent, size_t count);
	int (*ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	unsigned int (*poll)(struct file *file);		/* POLL* bits ready now */
	int (*open)(struct inode *inode, struct file *file);
	void (*release)(struct file *file);
	/* Fill in what an area of this file is backed by, or -ENODEV. */
	int (*mmap)(struct file *file, struct vm_object *object);
};

struct file {
	int f_count;			/* descriptors and calls that use it */
	unsigned int f_flags;		/* O_* of open, and O_APPEND/O_NONBLOCK as changed */
	loff_t f_pos;
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;
};

/* --- kernel/fs/file.c: descriptors --- */
struct files_struct;
struct files_struct *files_alloc(void);
struct files_struct *files_copy(void);		/* current's, for fork; NULL: no memory */
void files_put(struct files_struct *files);	/* closes all; may sleep */
void files_close_on_exec(void);
struct file *fget(unsigned int fd);		/* one more reference, or NULL */
void fput(struct file *file);

/* --- kernel/fs/namei.c: paths (kernel strings; relative to current->cwd) --- */
struct inode *iget(struct inode *inode);	/* one more reference; returns it */
void iput(struct inode *inode);
/* The inode behind path with one reference, or ERR_PTR(-errno). */
struct inode *namei(const char *path);
/* May current do mask (4 read, 2 write, 1 execute) by euid/egid? 0 or -EACCES. */
int permission(struct inode *inode, int mask);
/* A user's path into a kernel buffer (free with kfree), or ERR_PTR(-EFAULT, -ENAMETOOLONG, -ENOENT, -ENOMEM). */
char *getname(const char *user_path);

/* --- for the program loader (kernel/exec.c) --- */
/* Open for execution: a regular file with execute permission, or ERR_PTR. */
struct file *open_exec(const char *path);
/* Bytes from a regular file into kernel memory; bytes read (0 at the end) or -errno. */
ssize_t kernel_read(struct file *file, loff_t pos, void *buf, size_t count);
/* Backing object of a private mapping of file (takes a reference on the inode, dropped by the area's close). */
int file_vm_object(struct file *file, struct vm_object *object);

/* --- kernel/fs/proc.c: others add files --- */
/* A read-only text file under /proc ("sysvipc/shm"): show() writes into buf, returns the length it wants. */
typedef int (*proc_show_t)(char *buf, size_t size);
/* write is NULL or takes a NUL-terminated line and returns 0 or -errno. */
int proc_register(const char *path, unsigned int mode, proc_show_t show, int (*write)(const char *text));

/* --- start --- */
void fs_init(void);			/* root directory, /dev, /proc */
void unpack_initramfs(const void *cpio, size_t size);
void console_init(void);		/* kernel/console/: vga, serial, keyboard, tty; registers printk sinks */

#endif
