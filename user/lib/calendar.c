/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Seconds since 1970 to dates and back, and dates in words. UTC everywhere:
 * localtime is gmtime.
 *
 * Days are counted in years that begin in March, so that the leap day is the last day of its year.
 * 400 such years have 146,097 days, and then the calendar repeats.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY		86400
#define DAYS_PER_400_YEARS	146097
#define MARCH_1_OF_0000		719468	/* days before 1970-01-01 */

static const char *const day_names[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
};

static const char *const month_names[] = {
	"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
};

/* Days from 1970-01-01 to the given one; month 0 ... 11 */
static long days_from_date(int year, int month, int day)
{
	int of_period, of_year, period;

	year -= month < 2;			/* January and February: the year before */
	month = (month + 10) % 12;		/* March is 0 */
	period = (year >= 0 ? year : year - 399) / 400;
	of_period = year - period * 400;
	of_year = (153 * month + 2) / 5 + day - 1;	/* 31 30 31 30 31, again, ... */
	return (long)period * DAYS_PER_400_YEARS +
		of_period * 365 + of_period / 4 - of_period / 100 + of_year - MARCH_1_OF_0000;
}

struct tm *gmtime_r(const time_t *t, struct tm *tm)
{
	long day = *t / SECONDS_PER_DAY, second = *t % SECONDS_PER_DAY;
	int year;

	if (second < 0) {
		second += SECONDS_PER_DAY;
		day--;
	}
	tm->tm_hour = second / 3600;
	tm->tm_min = second / 60 % 60;
	tm->tm_sec = second % 60;
	tm->tm_wday = ((day + 4) % 7 + 7) % 7;	/* 1970-01-01 was a Thursday */
	tm->tm_isdst = 0;

	year = 1970 + day / 366;		/* at or before the right year: count up from here */
	if (day < 0)
		year--;
	while (days_from_date(year + 1, 0, 1) <= day)
		year++;
	while (days_from_date(year, 0, 1) > day)
		year--;
	tm->tm_year = year - 1900;
	tm->tm_yday = day - days_from_date(year, 0, 1);
	tm->tm_mon = 0;
	while (tm->tm_mon < 11 && days_from_date(year, tm->tm_mon + 1, 1) <= day)
		tm->tm_mon++;
	tm->tm_mday = day - days_from_date(year, tm->tm_mon, 1) + 1;
	return tm;
}

struct tm *gmtime(const time_t *t)
{
	static struct tm tm;

	return gmtime_r(t, &tm);
}

struct tm *localtime_r(const time_t *t, struct tm *tm)
{
	return gmtime_r(t, tm);
}

struct tm *localtime(const time_t *t)
{
	return gmtime(t);
}

/* Fields may be out of range (February 30th). *tm is normalised. */
time_t timegm(struct tm *tm)
{
	int year = 1900 + tm->tm_year + tm->tm_mon / 12, month = tm->tm_mon % 12;
	time_t t;

	if (month < 0) {
		month += 12;
		year--;
	}
	t = (days_from_date(year, month, 1) + tm->tm_mday - 1) * SECONDS_PER_DAY +
		tm->tm_hour * 3600L + tm->tm_min * 60L + tm->tm_sec;
	gmtime_r(&t, tm);
	return t;
}

time_t mktime(struct tm *tm)
{
	return timegm(tm);
}

/* Week of the year, where weeks begin on FIRST_DAY (0: Sunday). */
static int week(const struct tm *tm, int first_day)
{
	return (tm->tm_yday + 7 - (tm->tm_wday + 7 - first_day) % 7) / 7;
}

/* One conversion of strftime into TEXT; returns its length, 0 if unknown. */
static int convert(char *text, size_t size, char kind, const struct tm *tm)
{
	int hour12 = tm->tm_hour % 12 ? tm->tm_hour % 12 : 12, year = 1900 + tm->tm_year;
	const char *day = (unsigned int)tm->tm_wday < 7 ? day_names[tm->tm_wday] : "?";
	const char *month = (unsigned int)tm->tm_mon < 12 ? month_names[tm->tm_mon] : "?";

	switch (kind) {
	case 'a': return snprintf(text, size, "%.3s", day);
	case 'A': return snprintf(text, size, "%s", day);
	case 'b':
	case 'h': return snprintf(text, size, "%.3s", month);
	case 'B': return snprintf(text, size, "%s", month);
	case 'c': return strftime(text, size, "%a %b %e %H:%M:%S %Y", tm);
	case 'C': return snprintf(text, size, "%02d", year / 100);
	case 'd': return snprintf(text, size, "%02d", tm->tm_mday);
	case 'D':
	case 'x': return strftime(text, size, "%m/%d/%y", tm);
	case 'e': return snprintf(text, size, "%2d", tm->tm_mday);
	case 'F': return strftime(text, size, "%Y-%m-%d", tm);
	case 'H': return snprintf(text, size, "%02d", tm->tm_hour);
	case 'I': return snprintf(text, size, "%02d", hour12);
	case 'j': return snprintf(text, size, "%03d", tm->tm_yday + 1);
	case 'm': return snprintf(text, size, "%02d", tm->tm_mon + 1);
	case 'M': return snprintf(text, size, "%02d", tm->tm_min);
	case 'n': return snprintf(text, size, "\n");
	case 'p': return snprintf(text, size, tm->tm_hour < 12 ? "AM" : "PM");
	case 'r': return strftime(text, size, "%I:%M:%S %p", tm);
	case 'R': return strftime(text, size, "%H:%M", tm);
	case 's': return snprintf(text, size, "%ld", timegm(&(struct tm){
			.tm_sec = tm->tm_sec, .tm_min = tm->tm_min, .tm_hour = tm->tm_hour,
			.tm_mday = tm->tm_mday, .tm_mon = tm->tm_mon, .tm_year = tm->tm_year }));
	case 'S': return snprintf(text, size, "%02d", tm->tm_sec);
	case 't': return snprintf(text, size, "\t");
	case 'T':
	case 'X': return strftime(text, size, "%H:%M:%S", tm);
	case 'u': return snprintf(text, size, "%d", tm->tm_wday ? tm->tm_wday : 7);
	case 'U': return snprintf(text, size, "%02d", week(tm, 0));
	case 'w': return snprintf(text, size, "%d", tm->tm_wday);
	case 'W': return snprintf(text, size, "%02d", week(tm, 1));
	case 'y': return snprintf(text, size, "%02d", year % 100);
	case 'Y': return snprintf(text, size, "%d", year);
	case 'z': return snprintf(text, size, "+0000");
	case 'Z': return snprintf(text, size, "UTC");
	case '%': return snprintf(text, size, "%%");
	}
	return 0;
}

/* Returns the length, or 0 when it does not fit. */
size_t strftime(char *out, size_t size, const char *format, const struct tm *tm)
{
	size_t used = 0;
	char text[64];
	int n;

	for (; *format; format++) {
		if (*format != '%' || !format[1]) {
			text[0] = *format;
			n = 1;
		} else {
			n = convert(text, sizeof(text), *++format, tm);
		}
		if (used + n >= size)
			return 0;
		memcpy(out + used, text, n);
		used += n;
	}
	if (used >= size)
		return 0;
	out[used] = '\0';
	return used;
}

char *asctime(const struct tm *tm)
{
	static char text[32];

	strftime(text, sizeof(text), "%c\n", tm);
	return text;
}

char *ctime(const time_t *t)
{
	return asctime(gmtime(t));
}
