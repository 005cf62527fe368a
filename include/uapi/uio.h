/* SPDX-License-Identifier: GPL-2.0-only */
/* The pieces of memory of readv and writev, as in Linux's <linux/uio.h>. */
#ifndef _UAPI_UIO_H
#define _UAPI_UIO_H

#include <uapi/types.h>

#define UIO_MAXIOV	1024		/* pieces in one call, at most */

struct iovec {
	void	*iov_base;
	size_t	iov_len;
};

#endif
