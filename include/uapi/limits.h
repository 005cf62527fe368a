/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits that are part of the interface, whatever the configuration. */
#ifndef _UAPI_LIMITS_H
#define _UAPI_LIMITS_H

#define NGROUPS_MAX	32		/* most supplementary groups */
#define ARG_MAX		131072		/* bytes of arguments and environment */
#define NAME_MAX	255		/* characters in a file name */
#define PATH_MAX	4096		/* characters in a path, 0 included */
#define NR_OPEN		256		/* file descriptors of one process */
#define PIPE_BUF	4096		/* a write up to this size is not split */

#endif
