// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open files, and the descriptors that refer to them: close, dup, dup2, dup3, fcntl.
 *
 *	current->files->fd[]       struct file            struct inode
 *	  0 ------------------+--> offset, flags -------> type, size, frames
 *	  1 ------------------+
 *	  3 ---------------------> offset, flags -------> (perhaps the same)
 *
 * Descriptors that dup() or fork() copied share one struct file, and so its offset.
 *
 * A table belongs to one process, since clone refuses CLONE_FILES. Only current changes its own
 * table, so it needs no lock, and a free descriptor stays free while its process sleeps.
 *
 * Left out compared with Linux: file owners, F_SETPIPE_SZ.
 */
#include <uapi/resource.h>
#include "kernel/fs/file.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/locks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/sched/task.h"
#include "mm/slab.h"

struct files_struct {
	struct file *fd[NR_OPEN];
	bool close_on_exec[NR_OPEN];
};

static kmem_cache_t *filp_cachep, *files_cachep;

struct files_struct *files_alloc(void)
{
	struct files_struct *files = kmem_cache_alloc(files_cachep, GFP_KERNEL);

	if (files)
		memset(files, 0, sizeof(*files));
	return files;
}

struct files_struct *files_copy(void)
{
	struct files_struct *files = files_alloc();

	if (!files || !current->files)
		return files;
	*files = *current->files;
	for (int fd = 0; fd < NR_OPEN; fd++)
		if (files->fd[fd])
			files->fd[fd]->f_count++;
	return files;
}

/* A process closes a descriptor of this file. */
static inline void close_file(struct files_struct *files, struct file *file)
{
	if (unlikely(nr_file_locks))
		drop_locks(files, file->f_inode);
	fput(file);
}

void files_put(struct files_struct *files)
{
	for (int fd = 0; files && fd < NR_OPEN; fd++)
		if (files->fd[fd])
			close_file(files, files->fd[fd]);
	if (files)
		kmem_cache_free(files_cachep, files);
}

void files_close_on_exec(void)
{
	for (int fd = 0; fd < NR_OPEN; fd++)
		if (current->files->close_on_exec[fd])
			sys_close(fd);
}

void files_for_each(struct files_struct *files, void (*fn)(struct file *file))
{
	for (int fd = 0; files && fd < NR_OPEN; fd++)
		if (files->fd[fd])
			fn(files->fd[fd]);
}

/* --- open files --- */

/* What an open file adds to i_writecount: it writes (1), executes (-1), or does neither. */
static int writecount(const struct file *file)
{
	return file->f_mode & FMODE_WRITE ? 1 : file->f_mode & FMODE_EXEC ? -1 : 0;
}

struct file *file_open_inode(struct inode *inode, unsigned int flags, unsigned int mode)
{
	static const struct file_operations never_open;
	struct file *file = kmem_cache_alloc(filp_cachep, GFP_KERNEL);
	int err = 0;

	if (!file) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	*file = (struct file){ .f_count = 1, .f_mode = mode, .f_flags = flags, .f_inode = inode,
			       .f_op = inode->i_fop };
	init_MUTEX(&file->f_pos_sem);
	if (inode->i_writecount * writecount(file) < 0) {
		err = -ETXTBSY;
		file->f_mode = 0;
	}
	inode->i_writecount += writecount(file);
	if (!err && file->f_op->open)
		err = file->f_op->open(inode, file);
	if (!err)
		return file;
	file->f_op = &never_open;	/* if open() fails, release() must not be called */
	fput(file);
	return ERR_PTR(err);
}

void fput(struct file *file)
{
	if (--file->f_count)
		return;
	if (file->f_op->release)
		file->f_op->release(file);
	file->f_inode->i_writecount -= writecount(file);
	iput(file->f_inode);
	kmem_cache_free(filp_cachep, file);
}

struct file *files_file(struct files_struct *files, unsigned int fd)
{
	return fd < NR_OPEN && files ? files->fd[fd] : NULL;
}

/* The file of a descriptor of current, or NULL. */
static struct file *file_of(unsigned int fd) { return files_file(current->files, fd); }

struct file *fget(unsigned int fd)
{
	struct file *file = file_of(fd);

	if (file)
		file->f_count++;
	return file;
}

struct inode *fd_inode(unsigned int fd)
{
	struct file *file = file_of(fd);

	return file ? iget(file->f_inode) : ERR_PTR(-EBADF);
}

struct file *fget_pos(unsigned int fd)
{
	struct file *file = fget(fd);

	if (file && file->f_op->llseek && down_killable(&file->f_pos_sem)) {
		fput(file);
		return NULL;
	}
	return file;
}

void fput_pos(struct file *file)
{
	if (file->f_op->llseek)
		up(&file->f_pos_sem);
	fput(file);
}

/* --- descriptors --- */

/* The number of descriptors that current may use. */
static unsigned int fd_limit(void)
{
	return min(current->rlim[RLIMIT_NOFILE].rlim_cur, (unsigned long)NR_OPEN);
}

int get_unused_fd(unsigned int start)
{
	for (unsigned int fd = start; fd < fd_limit(); fd++)
		if (!current->files->fd[fd])
			return fd;
	return -EMFILE;
}

void fd_install(unsigned int fd, struct file *file, bool close_on_exec)
{
	BUG_ON(current->files->fd[fd]);
	current->files->fd[fd] = file;
	current->files->close_on_exec[fd] = close_on_exec;
}

/* Close a descriptor of current. Errors: EBADF. */
long sys_close(unsigned int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	current->files->fd[fd] = NULL;
	current->files->close_on_exec[fd] = false;
	close_file(current->files, file);
	return 0;
}

/*
 * Give an open file the lowest free descriptor that is at least start, and return it. Takes over
 * the caller's reference. Errors: EMFILE.
 */
static long dup_file(struct file *file, unsigned int start, bool close_on_exec)
{
	int fd = get_unused_fd(start);

	if (fd < 0)
		fput(file);
	else
		fd_install(fd, file, close_on_exec);
	return fd;
}

/* Duplicate a descriptor; the result is the lowest free one. Errors: EBADF, EMFILE. */
long sys_dup(unsigned int fd)
{
	struct file *file = fget(fd);

	return file ? dup_file(file, 0, false) : -EBADF;
}

/* Let newfd refer to the file of oldfd, after closing what it refers to now. Errors: EBADF. */
static long dup_to(unsigned int oldfd, unsigned int newfd, bool close_on_exec)
{
	struct file *file;

	if (newfd >= fd_limit())
		return -EBADF;
	file = fget(oldfd);
	if (!file)
		return -EBADF;
	sys_close(newfd);
	fd_install(newfd, file, close_on_exec);
	return newfd;
}

/* Let newfd refer to the file of oldfd; nothing changes if they are equal. Errors: EBADF. */
long sys_dup2(unsigned int oldfd, unsigned int newfd)
{
	if (oldfd == newfd && file_of(oldfd))
		return newfd;
	return dup_to(oldfd, newfd, false);
}

/* dup2 with O_CLOEXEC as an option. Errors: EINVAL (other flags, or the same descriptor twice), EBADF. */
long sys_dup3(unsigned int oldfd, unsigned int newfd, int flags)
{
	if (flags & ~O_CLOEXEC || oldfd == newfd)
		return -EINVAL;
	return dup_to(oldfd, newfd, flags & O_CLOEXEC);
}

/* The flags that F_SETFL may change. */
#define SETFL_MASK	(O_APPEND | O_NONBLOCK)

/*
 * Duplicate a descriptor, read or change flags, or lock a part of the file. Errors: EBADF, EINVAL
 * (unknown command, or F_DUPFD beyond the limit), EMFILE, those of fcntl_lock().
 */
long sys_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long result = 0;

	if (!file)
		return -EBADF;
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (arg >= fd_limit()) {
			result = -EINVAL;
			break;
		}
		return dup_file(file, arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		result = current->files->close_on_exec[fd] ? FD_CLOEXEC : 0;
		break;
	case F_SETFD:
		current->files->close_on_exec[fd] = arg & FD_CLOEXEC;
		break;
	case F_GETFL:
		result = file->f_flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
		break;
	case F_SETFL:
		file->f_flags = (file->f_flags & ~SETFL_MASK) | (arg & SETFL_MASK);
		break;
	case F_GETLK ... F_SETLKW:
	case F_GETLK64 ... F_SETLKW64:
		result = fcntl_lock(file, cmd, (void *)arg);
		break;
	default:
		result = -EINVAL;
	}
	fput(file);
	return result;
}

void file_init(void)
{
	filp_cachep = kmem_cache_create("filp", sizeof(struct file));
	files_cachep = kmem_cache_create("files_cache", sizeof(struct files_struct));
}
