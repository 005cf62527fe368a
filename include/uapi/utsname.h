/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result of the uname call, as in Linux's <linux/utsname.h>: six strings of at most 64
 * characters. (In the C library new_utsname has the name utsname.)
 */
#ifndef _UAPI_UTSNAME_H
#define _UAPI_UTSNAME_H

#define __NEW_UTS_LEN	64

struct new_utsname {
	char	sysname[__NEW_UTS_LEN + 1];
	char	nodename[__NEW_UTS_LEN + 1];
	char	release[__NEW_UTS_LEN + 1];
	char	version[__NEW_UTS_LEN + 1];
	char	machine[__NEW_UTS_LEN + 1];
	char	domainname[__NEW_UTS_LEN + 1];
};

_Static_assert(sizeof(struct new_utsname) == 390, "new_utsname: ABI");

#endif
