/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers as a debugger sees them: struct user_regs_struct. */
#ifndef _SYS_USER_H
#define _SYS_USER_H

#include <uapi/ptrace.h>

#endif
