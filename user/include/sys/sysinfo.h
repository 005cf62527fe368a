/* SPDX-License-Identifier: GPL-2.0-only */
/* How much memory there is, and how long the system has run. */
#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <uapi/sysinfo.h>

int sysinfo(struct sysinfo *info);

#endif
