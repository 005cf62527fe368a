/* SPDX-License-Identifier: GPL-2.0-only */
/* Processor time that a process and its children have used. */
#ifndef _SYS_TIMES_H
#define _SYS_TIMES_H

#include <sys/types.h>
#include <uapi/time.h>

clock_t times(struct tms *used);

#endif
