/* SPDX-License-Identifier: GPL-2.0-only */
/* Scattered buffers, for readv and writev. */
#ifndef _UAPI_UIO_H
#define _UAPI_UIO_H

#include <uapi/types.h>

#define UIO_MAXIOV	1024		/* most pieces in one call */

struct iovec {
	void	*iov_base;
	size_t	iov_len;
};

#endif
