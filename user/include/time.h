/* SPDX-License-Identifier: GPL-2.0-only */
/* Clocks, waiting, and the calendar (UTC only: there are no time zones). */
#ifndef _TIME_H
#define _TIME_H

#include <sys/types.h>
#include <uapi/time.h>

#define CLOCKS_PER_SEC	1000000L

struct tm {
	int tm_sec;		/* 0 ... 59 */
	int tm_min;
	int tm_hour;
	int tm_mday;		/* 1 ... 31 */
	int tm_mon;		/* 0 ... 11 */
	int tm_year;		/* since 1900 */
	int tm_wday;		/* 0: Sunday */
	int tm_yday;		/* 0 ... 365 */
	int tm_isdst;
};

time_t time(time_t *where);
clock_t clock(void);
int nanosleep(const struct timespec *wanted, struct timespec *left);
int clock_gettime(clockid_t clock, struct timespec *now);
int clock_getres(clockid_t clock, struct timespec *resolution);

struct tm *gmtime(const time_t *t);
struct tm *gmtime_r(const time_t *t, struct tm *tm);
struct tm *localtime(const time_t *t);
struct tm *localtime_r(const time_t *t, struct tm *tm);
time_t mktime(struct tm *tm);
time_t timegm(struct tm *tm);
char *asctime(const struct tm *tm);
char *ctime(const time_t *t);
size_t strftime(char *out, size_t size, const char *format, const struct tm *tm);
#define difftime(later, earlier)	((later) - (earlier))

int clock_settime(clockid_t clock, const struct timespec *now);

#endif
