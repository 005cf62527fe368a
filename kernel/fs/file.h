/* SPDX-License-Identifier: GPL-2.0-only */
/* Open files and the table of descriptors (kernel/fs/file.c). */
#ifndef KERNEL_FS_FILE_H
#define KERNEL_FS_FILE_H

#include "kernel/fs/fs.h"

struct files_struct;

void file_init(void);
/* An empty table, or a copy of current's table for fork. NULL: no memory. */
struct files_struct *files_alloc(void);
struct files_struct *files_copy(void);
/* Close all descriptors of a table and free it. files may be NULL. May sleep. */
void files_put(struct files_struct *files);
/* Close the descriptors of current that are marked close-on-exec. */
void files_close_on_exec(void);
/* The file of a descriptor of a table, or NULL. Adds no reference. files may be NULL. */
struct file *files_file(struct files_struct *files, unsigned int fd);
/* Call fn for the file of each descriptor. files may be NULL. */
void files_for_each(struct files_struct *files, void (*fn)(struct file *file));

/* The file of a descriptor of current, with one more reference; NULL if it is not open. */
struct file *fget(unsigned int fd);
/* Drop a reference. The last one releases and frees the file; this may sleep. */
void fput(struct file *file);
/* The inode of the file of a descriptor, with one more reference, or ERR_PTR(-EBADF). */
struct inode *fd_inode(unsigned int fd);
/*
 * fget() and fput() for a call that uses f_pos: processes that share the file by fork or dup use
 * it one after the other (Linux: fdget_pos). Also NULL when current is killed meanwhile. May sleep;
 * no i_sem and no mmap_sem may be held.
 */
struct file *fget_pos(unsigned int fd);
void fput_pos(struct file *file);

/*
 * A new file that is open on inode; flags are O_*, mode is FMODE_*. It takes over the caller's
 * reference to inode, even on failure: ERR_PTR(-ENOMEM), -ETXTBSY, or the error of open().
 */
struct file *file_open_inode(struct inode *inode, unsigned int flags, unsigned int mode);
/* The lowest free descriptor of current that is at least start, or -EMFILE. It stays free until used. */
int get_unused_fd(unsigned int start);
/* Let a free descriptor of current refer to file. This takes over the caller's reference. */
void fd_install(unsigned int fd, struct file *file, bool close_on_exec);

#endif
