// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying between the kernel and the pieces of memory that a read or write names. The read and
 * write functions of all kinds of files use it, so readv and writev need no code of their own.
 *
 * Left out compared with Linux: iterators over pages and over other iterators.
 */
#include "kernel/fs/uio.h"
#include "mm/uaccess.h"

enum action { TO_PIECES, FROM_PIECES, ZERO_PIECES };

static inline size_t iterate(struct iov_iter *iter, char *kernel, size_t n, enum action action)
{
	size_t done = 0;

	while (done < n) {
		struct iovec *piece = iter->piece;
		size_t part = min(n - done, piece->iov_len);
		unsigned long left;

		if (action == TO_PIECES)
			left = copy_user(piece->iov_base, kernel + done, part);
		else if (action == FROM_PIECES)
			left = copy_user(kernel + done, piece->iov_base, part);
		else
			left = clear_user_bytes(piece->iov_base, part);
		part -= left;
		piece->iov_base = (char *)piece->iov_base + part;
		piece->iov_len -= part;
		iter->count -= part;
		done += part;
		if (left)
			break;
		if (!piece->iov_len)
			iter->piece++;
	}
	return done;
}

size_t copy_to_iter(const void *from, size_t n, struct iov_iter *iter)
{
	return iterate(iter, (char *)from, n, TO_PIECES);
}

size_t copy_from_iter(void *to, size_t n, struct iov_iter *iter)
{
	return iterate(iter, to, n, FROM_PIECES);
}

size_t iov_iter_zero(size_t n, struct iov_iter *iter)
{
	return iterate(iter, NULL, n, ZERO_PIECES);
}
