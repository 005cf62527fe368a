/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits that are part of the ABI, as in Linux 2.4's <linux/limits.h>. */
#ifndef _UAPI_LIMITS_H
#define _UAPI_LIMITS_H

#define NGROUPS_MAX	32		/* supplementary groups of a process, at most */
#define ARG_MAX		131072		/* bytes of arguments and environment */
#define NAME_MAX	255		/* bytes in a file name */
#define PATH_MAX	4096		/* bytes in a path, with its 0 */
#define NR_OPEN		256		/* open files of a process, at most */
#define PIPE_BUF	4096		/* a write to a pipe up to this size is atomic */

#endif
