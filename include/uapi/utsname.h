/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of the system, from the uname call: six strings of at most 64
 * characters. (A program's `struct utsname` is the kernel's new_utsname.)
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
