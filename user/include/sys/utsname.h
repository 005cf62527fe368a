/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of the system. */
#ifndef _SYS_UTSNAME_H
#define _SYS_UTSNAME_H

#include <uapi/utsname.h>

#define utsname		new_utsname	/* the kernel's name: it had two older layouts before */

int uname(struct utsname *names);

#endif
