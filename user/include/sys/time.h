/* SPDX-License-Identifier: GPL-2.0-only */
/* Time in microseconds, and interval timers. */
#ifndef _SYS_TIME_H
#define _SYS_TIME_H

#include <sys/types.h>
#include <uapi/time.h>

int gettimeofday(struct timeval *now, void *zone);
int getitimer(int which, struct itimerval *now);
int setitimer(int which, const struct itimerval *now, struct itimerval *old);

#endif
