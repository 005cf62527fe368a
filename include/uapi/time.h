/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Times in the three layouts that system calls use, clocks and timers. Mirrors Linux's <linux/time.h>,
 * <linux/time_types.h> and <linux/times.h>.
 */
#ifndef _UAPI_TIME_H
#define _UAPI_TIME_H

#include <uapi/types.h>

struct timespec {
	__kernel_time_t		tv_sec;
	long			tv_nsec;
};

struct timeval {
	__kernel_time_t		tv_sec;
	__kernel_suseconds_t	tv_usec;
};

/* 64-bit seconds, also on i386: the calls from 403 on. */
struct __kernel_timespec {
	long long		tv_sec;
	long long		tv_nsec;
};

struct timezone {
	int			tz_minuteswest;
	int			tz_dsttime;
};

#define ITIMER_REAL	0
#define ITIMER_VIRTUAL	1
#define ITIMER_PROF	2

struct itimerval {
	struct timeval		it_interval;	/* then again after each of these */
	struct timeval		it_value;	/* first after this */
};

#define CLOCK_REALTIME			0
#define CLOCK_MONOTONIC			1
#define CLOCK_PROCESS_CPUTIME_ID	2
#define CLOCK_THREAD_CPUTIME_ID		3
#define CLOCK_MONOTONIC_RAW		4
#define CLOCK_REALTIME_COARSE		5
#define CLOCK_MONOTONIC_COARSE		6
#define CLOCK_BOOTTIME			7

#define TIMER_ABSTIME	1

/* The result of times(), in ticks: AT_CLKTCK (100) of them are a second. */
struct tms {
	__kernel_clock_t	tms_utime;
	__kernel_clock_t	tms_stime;
	__kernel_clock_t	tms_cutime;	/* of children that the process has waited for */
	__kernel_clock_t	tms_cstime;
};

#endif
