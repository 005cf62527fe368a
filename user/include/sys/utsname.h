/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of the system. */
#ifndef _SYS_UTSNAME_H
#define _SYS_UTSNAME_H

#include <uapi/utsname.h>

#define utsname		new_utsname	/* the kernel has had two older ones */

int uname(struct utsname *names);

#endif
