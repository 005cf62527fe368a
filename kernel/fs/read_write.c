// SPDX-License-Identifier: GPL-2.0-only
/*
 * read, write, readv, writev, lseek, ioctl: check the descriptor and the arguments, and call the
 * file's operation.
 *
 * Left out compared with Linux: pread and pwrite, sendfile, asynchronous I/O, and the ioctls
 * that every file has (FIONBIO; FIONREAD of regular files).
 */
#include "kernel/fs/file.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/syscalls.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define MAX_RW_COUNT	(0x7fffffffUL & PAGE_MASK)	/* so that every count fits a ssize_t */

/* Can this open file be read, or written? Errors: EBADF (not open for that), EINVAL (no operation). */
static inline int may_transfer(const struct file *file, bool write)
{
	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (write ? !file->f_op->write : !file->f_op->read && !S_ISDIR(file->f_inode->i_mode))
		return -EINVAL;
	return 0;
}

/*
 * Read into, or write from, n pieces of user memory, which may be cut short so that they have
 * no more than MAX_RW_COUNT bytes in all. Returns the number of bytes. Errors: EFAULT (a piece
 * reaches beyond user space), EINVAL (a length is negative), EISDIR, those of the file's operation.
 */
static inline ssize_t transfer(struct file *file, struct iovec *pieces, unsigned long n, bool write)
{
	struct iov_iter iter = { .piece = pieces };

	for (; n; n--, pieces++) {
		if (!access_ok(pieces->iov_base, pieces->iov_len))
			return -EFAULT;
		if ((ssize_t)pieces->iov_len < 0)
			return -EINVAL;
		pieces->iov_len = min(pieces->iov_len, MAX_RW_COUNT - iter.count);
		iter.count += pieces->iov_len;
	}
	if (S_ISDIR(file->f_inode->i_mode))
		return -EISDIR;
	if (!iter.count)
		return 0;
	return write ? file->f_op->write(file, &iter) : file->f_op->read(file, &iter);
}

static inline long do_rw(unsigned int fd, char *buf, size_t count, bool write)
{
	struct iovec piece = { buf, count };
	struct file *file = fget_pos(fd);
	long result;

	if (!file)
		return -EBADF;
	result = may_transfer(file, write);
	if (!result)
		result = transfer(file, &piece, 1, write);
	fput_pos(file);
	return result;
}

/* Read from or write to a file. Errors: EBADF, those of may_transfer() and transfer(). */
long sys_read(unsigned int fd, char *buf, size_t count)
{
	return do_rw(fd, buf, count, false);
}

long sys_write(unsigned int fd, const char *buf, size_t count)
{
	return do_rw(fd, (char *)buf, count, true);
}

/*
 * Copy a user's array of pieces; the caller frees the copy with kfree(). Errors: EINVAL (too many),
 * ENOMEM, EFAULT, EINVAL (a negative length).
 */
static struct iovec *copy_pieces(const struct iovec *user, unsigned long n)
{
	struct iovec *pieces;
	int err = 0;

	if (n > UIO_MAXIOV)
		return ERR_PTR(-EINVAL);
	pieces = kmalloc(max(n, 1UL) * sizeof(*pieces), GFP_KERNEL);
	if (!pieces)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(pieces, user, n * sizeof(*pieces)))
		err = -EFAULT;
	for (unsigned long i = 0; !err && i < n; i++)
		if ((ssize_t)pieces[i].iov_len < 0)
			err = -EINVAL;
	if (!err)
		return pieces;
	kfree(pieces);
	return ERR_PTR(err);
}

static long do_vector(unsigned int fd, const struct iovec *user, unsigned long n, bool write)
{
	struct file *file = fget_pos(fd);
	struct iovec *pieces;
	long result;

	if (!file)
		return -EBADF;
	result = may_transfer(file, write);
	if (!result) {
		pieces = copy_pieces(user, n);
		if (IS_ERR(pieces)) {
			result = PTR_ERR(pieces);
		} else {
			result = transfer(file, pieces, n, write);
			kfree(pieces);
		}
	}
	fput_pos(file);
	return result;
}

/*
 * Read into or write from several pieces of memory. Errors: EBADF, those of may_transfer(),
 * copy_pieces() and transfer().
 */
long sys_readv(unsigned long fd, const struct iovec *vec, unsigned long count)
{
	return do_vector(fd, vec, count, false);
}

long sys_writev(unsigned long fd, const struct iovec *vec, unsigned long count)
{
	return do_vector(fd, vec, count, true);
}

/*
 * Set the position of a file and return it. Errors: EBADF, EINVAL (whence), ESPIPE, EINVAL (before
 * the start).
 */
static loff_t do_llseek(unsigned int fd, loff_t offset, unsigned int whence)
{
	struct file *file = fget_pos(fd);
	loff_t result = -EINVAL;

	if (!file)
		return -EBADF;
	if (whence <= SEEK_END)
		result = file->f_op->llseek ? file->f_op->llseek(file, offset, whence) : -ESPIPE;
	fput_pos(file);
	return result;
}

/*
 * do_llseek() with 32 bits. Errors: those of do_llseek(), EOVERFLOW (the new position is set, but
 * the result cannot hold it).
 */
long sys_lseek(unsigned int fd, long offset, unsigned int whence)
{
	loff_t result = do_llseek(fd, offset, whence);

	return result > 0x7fffffff ? -EOVERFLOW : (long)result;
}

/* do_llseek() with 64 bits. Errors: those of do_llseek(), EFAULT. */
long sys_llseek(unsigned int fd, unsigned long high, unsigned long low, loff_t *result, unsigned int whence)
{
	loff_t pos = do_llseek(fd, (loff_t)((unsigned long long)high << 32 | low), whence);

	if (pos < 0)
		return pos;
	return copy_to_user(result, &pos, sizeof(pos)) ? -EFAULT : 0;
}

/* Perform an operation that only this kind of file has. Errors: EBADF, ENOTTY, those of the operation. */
long sys_ioctl(unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	long result;

	if (!file)
		return -EBADF;
	result = file->f_op->ioctl ? file->f_op->ioctl(file, cmd, arg) : -ENOTTY;
	fput(file);
	return result;
}
