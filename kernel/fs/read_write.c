// SPDX-License-Identifier: GPL-2.0-only
/*
 * read, write, lseek, ioctl, and the forms of read and write with a position or with several
 * pieces of memory: check the descriptor and the arguments, and call the file's operation.
 *
 * Left out compared with Linux: sendfile, asynchronous I/O, and the ioctls that every file has
 * (FIONBIO; FIONREAD of regular files).
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

static inline long do_single(struct file *file, char *buf, size_t count, bool write)
{
	struct iovec piece = { buf, count };
	long result = may_transfer(file, write);

	return result ? result : transfer(file, &piece, 1, write);
}

static inline long do_rw(unsigned int fd, char *buf, size_t count, bool write)
{
	struct file *file = fget_pos(fd);
	long result;

	if (!file)
		return -EBADF;
	result = do_single(file, buf, count, write);
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

static bool any_bytes(const struct iovec *pieces, unsigned long n)
{
	unsigned long i = 0;

	while (i < n && !pieces[i].iov_len)
		i++;
	return i < n;
}

/* Even of a directory, no bytes can be read, as in Linux; but only here, not by do_single(). */
static long do_vector(struct file *file, const struct iovec *user, unsigned long n, bool write)
{
	struct iovec *pieces;
	long result = may_transfer(file, write);

	if (result)
		return result;
	pieces = copy_pieces(user, n);
	if (IS_ERR(pieces))
		return PTR_ERR(pieces);
	if (!S_ISDIR(file->f_inode->i_mode) || any_bytes(pieces, n))
		result = transfer(file, pieces, n, write);
	kfree(pieces);
	return result;
}

static long do_rwv(unsigned int fd, const struct iovec *user, unsigned long n, bool write)
{
	struct file *file = fget_pos(fd);
	long result;

	if (!file)
		return -EBADF;
	result = do_vector(file, user, n, write);
	fput_pos(file);
	return result;
}

/*
 * Read into or write from several pieces of memory. Errors: EBADF, those of may_transfer(),
 * copy_pieces() and transfer().
 */
long sys_readv(unsigned long fd, const struct iovec *vec, unsigned long count)
{ return do_rwv(fd, vec, count, false); }
long sys_writev(unsigned long fd, const struct iovec *vec, unsigned long count)
{ return do_rwv(fd, vec, count, true); }

/* --- at a position, which leaves the file's own position as it is --- */

/*
 * fget_pos() for a transfer at pos. Operations use f_pos, and only the holder of f_pos_sem does. So
 * f_pos can be pos for a while; *own keeps its value. ERR_PTR: EINVAL (negative), EBADF, ESPIPE
 * (the file has no position).
 */
static struct file *fget_at(unsigned int fd, loff_t pos, loff_t *own)
{
	struct file *file;

	if (pos < 0)
		return ERR_PTR(-EINVAL);
	file = fget_pos(fd);
	if (!file)
		return ERR_PTR(-EBADF);
	if (!file->f_op->llseek) {
		fput_pos(file);
		return ERR_PTR(-ESPIPE);
	}
	*own = file->f_pos;
	file->f_pos = pos;
	return file;
}

/* A transfer at pos, with one piece of count bytes or with an array of count pieces. */
static long do_at(unsigned int fd, void *memory, size_t count, bool vector, loff_t pos, bool write)
{
	loff_t own;
	struct file *file = fget_at(fd, pos, &own);
	long result;

	if (IS_ERR(file))
		return PTR_ERR(file);
	result = vector ? do_vector(file, memory, count, write) : do_single(file, memory, count, write);
	file->f_pos = own;
	fput_pos(file);
	return result;
}

/* Errors of the four: those of fget_at() and of read, write, readv and writev. */
long sys_pread64(unsigned int fd, char *buf, size_t count, unsigned long low, unsigned long high)
{ return do_at(fd, buf, count, false, make_loff(low, high), false); }
long sys_pwrite64(unsigned int fd, const char *buf, size_t count, unsigned long low, unsigned long high)
{ return do_at(fd, (char *)buf, count, false, make_loff(low, high), true); }
long sys_preadv(unsigned long fd, const struct iovec *vec, unsigned long count, unsigned long low, unsigned long high)
{ return do_at(fd, (struct iovec *)vec, count, true, make_loff(low, high), false); }
long sys_pwritev(unsigned long fd, const struct iovec *vec, unsigned long count, unsigned long low, unsigned long high)
{ return do_at(fd, (struct iovec *)vec, count, true, make_loff(low, high), true); }

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
	loff_t pos = do_llseek(fd, make_loff(low, high), whence);

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
