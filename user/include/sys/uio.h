/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading into and writing from several buffers at once. */
#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <sys/types.h>
#include <uapi/uio.h>

ssize_t readv(int fd, const struct iovec *pieces, int count);
ssize_t writev(int fd, const struct iovec *pieces, int count);
ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset);
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset);

#endif
