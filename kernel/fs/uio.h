/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of a read or write: one or more pieces, used from front to back (Linux: iov_iter). */
#ifndef KERNEL_FS_UIO_H
#define KERNEL_FS_UIO_H

#include <uapi/uio.h>

/*
 * The pieces usually lie in user memory, below TASK_SIZE: read_write.c checks this when it
 * makes the iterator. They may also lie in kernel memory. The array belongs to the kernel
 * and changes: a piece that has been used in part becomes shorter.
 */
struct iov_iter {
	struct iovec *piece;		/* the first piece that is not used up */
	size_t count;			/* bytes left in all pieces together */
};

/*
 * Copy n bytes from `from` into the pieces, or from the pieces to `to`; n is at most iter->count.
 * Both return the number of bytes copied, which is less than n if the next byte of a piece
 * cannot be accessed. They may sleep in a page fault, so no spinlock and no mmap_sem may be
 * held.
 */
size_t copy_to_iter(const void *from, size_t n, struct iov_iter *iter);
size_t copy_from_iter(void *to, size_t n, struct iov_iter *iter);
/* The same as copy_to_iter() with n zeros. */
size_t iov_iter_zero(size_t n, struct iov_iter *iter);

#endif
