/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory, uptime and processes of the machine. */
#ifndef _SYS_SYSINFO_H
#define _SYS_SYSINFO_H

#include <uapi/sysinfo.h>

int sysinfo(struct sysinfo *info);

#endif
