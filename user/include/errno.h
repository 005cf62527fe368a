/* SPDX-License-Identifier: GPL-2.0-only */
/* Why the last call that failed did so. */
#ifndef _ERRNO_H
#define _ERRNO_H

#include <uapi/errno.h>

extern int errno;		/* a plain variable: there are no threads */

extern char *program_invocation_short_name;	/* argv[0] without its directory, as in glibc */

#endif
