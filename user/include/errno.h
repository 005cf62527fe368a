/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong in the last call that failed. */
#ifndef _ERRNO_H
#define _ERRNO_H

#include <uapi/errno.h>

extern int errno;		/* a plain variable: there are no threads */

extern char *program_invocation_name;		/* argv[0] */
extern char *program_invocation_short_name;	/* without its directory */

#endif
