// SPDX-License-Identifier: GPL-2.0-only
/*
 * read, write, readv, writev, lseek, ioctl: the descriptor and the arguments are
 * checked here, what happens is the file's own operation.
 *
 * Left out compared with Linux: pread and pwrite, sendfile, asynchronous I/O.
 */
#include <uapi/ioctls.h>
#include <uapi/uio.h>
#include "kernel/fs/inode.h"
#include "kernel/lib/syscalls.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define MAX_RW_COUNT	(0x7fffffffUL & PAGE_MASK)	/* so that every count fits a ssize_t */

static ssize_t do_read(struct file *file, char *buf, size_t count)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (S_ISDIR(file->f_inode->i_mode))
		return -EISDIR;
	if (!file->f_op->read)
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	if ((ssize_t)count < 0)
		return -EINVAL;
	return file->f_op->read(file, buf, min(count, (size_t)MAX_RW_COUNT), &file->f_pos);
}

static ssize_t do_write(struct file *file, const char *buf, size_t count)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!file->f_op->write)
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	if ((ssize_t)count < 0)
		return -EINVAL;
	return file->f_op->write(file, buf, min(count, (size_t)MAX_RW_COUNT), &file->f_pos);
}

/* EBADF (not open, not for reading) EISDIR EINVAL (cannot) EFAULT EINVAL (count), the file's own */
long sys_read(unsigned int fd, char *buf, size_t count)
{
	struct file *file = fget(fd);
	long result;

	if (!file)
		return -EBADF;
	lock_pos(file);
	result = do_read(file, buf, count);
	unlock_pos(file);
	fput(file);
	return result;
}

/* EBADF (not open, not for writing) EINVAL (cannot) EFAULT EINVAL (count), the file's own */
long sys_write(unsigned int fd, const char *buf, size_t count)
{
	struct file *file = fget(fd);
	long result;

	if (!file)
		return -EBADF;
	lock_pos(file);
	result = do_write(file, buf, count);
	unlock_pos(file);
	fput(file);
	return result;
}

/*
 * EINVAL (too many, a negative length) ENOMEM EFAULT; *vec is the caller's to kfree. At most
 * MAX_RW_COUNT in all.
 */
static long get_iovec(const struct iovec *user, unsigned long count, struct iovec **vec)
{
	size_t total = 0;

	*vec = NULL;
	if (count > UIO_MAXIOV)
		return -EINVAL;
	if (!count)
		return 0;
	*vec = kmalloc(count * sizeof(**vec), GFP_KERNEL);
	if (!*vec)
		return -ENOMEM;
	if (copy_from_user(*vec, user, count * sizeof(**vec)))
		return -EFAULT;
	for (unsigned long i = 0; i < count; i++) {
		if ((ssize_t)(*vec)[i].iov_len < 0)
			return -EINVAL;
		(*vec)[i].iov_len = min((*vec)[i].iov_len, (size_t)MAX_RW_COUNT - total);
		total += (*vec)[i].iov_len;
	}
	return 0;
}

/* One piece after the other; a short one ends it, an error counts only when it comes first. */
static long do_vector(unsigned int fd, const struct iovec *user, unsigned long count, bool write)
{
	struct file *file = fget(fd);
	struct iovec *vec = NULL;
	long result, done = 0;

	if (!file)
		return -EBADF;
	lock_pos(file);
	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		result = -EBADF;
	else
		result = get_iovec(user, count, &vec);
	for (unsigned long i = 0; !result && i < count; i++) {
		ssize_t n = write ? do_write(file, vec[i].iov_base, vec[i].iov_len)
				  : do_read(file, vec[i].iov_base, vec[i].iov_len);

		if (n < 0)
			result = n;
		else
			done += n;
		if (n < (ssize_t)vec[i].iov_len)
			break;
	}
	unlock_pos(file);
	kfree(vec);
	fput(file);
	return done ? done : result;
}

long sys_readv(unsigned long fd, const struct iovec *vec, unsigned long count)
{
	return do_vector(fd, vec, count, false);
}

long sys_writev(unsigned long fd, const struct iovec *vec, unsigned long count)
{
	return do_vector(fd, vec, count, true);
}

static loff_t do_llseek(struct file *file, loff_t offset, unsigned int whence)
{
	if (whence > SEEK_END)
		return -EINVAL;
	return file->f_op->llseek ? file->f_op->llseek(file, offset, whence) : -ESPIPE;
}

/* EBADF EINVAL (whence) ESPIPE EINVAL (before the start) EOVERFLOW (moved, but the result does not fit) */
long sys_lseek(unsigned int fd, long offset, unsigned int whence)
{
	struct file *file = fget(fd);
	loff_t result;

	if (!file)
		return -EBADF;
	lock_pos(file);
	result = do_llseek(file, offset, whence);
	unlock_pos(file);
	fput(file);
	return result > 0x7fffffff ? -EOVERFLOW : (long)result;
}

/* The same with 64 bits; EFAULT */
long sys_llseek(unsigned int fd, unsigned long high, unsigned long low, loff_t *result, unsigned int whence)
{
	struct file *file = fget(fd);
	loff_t pos;

	if (!file)
		return -EBADF;
	lock_pos(file);
	pos = do_llseek(file, (loff_t)((unsigned long long)high << 32 | low), whence);
	unlock_pos(file);
	fput(file);
	if (pos < 0)
		return pos;
	return copy_to_user(result, &pos, sizeof(pos)) ? -EFAULT : 0;
}

/* EBADF, the file's own, ENOTTY */
long sys_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long result = -ENOTTY;
	int on;

	if (!file)
		return -EBADF;
	if (cmd == FIONBIO) {			/* of every file */
		result = get_user(on, (int *)arg);
		if (!result && on)
			file->f_flags |= O_NONBLOCK;
		else if (!result)
			file->f_flags &= ~O_NONBLOCK;
	} else if (cmd == FIONREAD && S_ISREG(file->f_inode->i_mode)) {
		result = put_user((int)(file->f_inode->i_size - file->f_pos), (int *)arg);
	} else if (file->f_op->ioctl) {
		result = file->f_op->ioctl(file, cmd, arg);
	}
	fput(file);
	return result;
}
