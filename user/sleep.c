/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sleep SECONDS: waits. SECONDS may have a fraction: sleep 0.25.
 *
 * Try `sleep 100 &` and then `ps`: the process is in state S and uses no processor time. `kill`
 * ends it.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* Converts text such as "12.34". Ends the program when it is not a time. */
static struct timespec parse_seconds(const char *text)
{
	struct timespec t = { 0, 0 };
	long unit = 100000000;		/* of the first digit after the point, in ns */
	char *end;

	errno = 0;
	t.tv_sec = strtol(text, &end, 10);
	if (*end == '.') {
		for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10)
			t.tv_nsec += (*end - '0') * unit;
	}
	if (end == text || *end || errno || t.tv_sec < 0)
		errx(1, "%s: not a number of seconds", text);
	return t;
}

int main(int argc, char **argv)
{
	struct timespec left;

	if (argc != 2)
		errx(1, "usage: sleep SECONDS");
	left = parse_seconds(argv[1]);
	while (nanosleep(&left, &left)) {
		if (errno != EINTR)
			err(1, "nanosleep");
	}
	return 0;
}
