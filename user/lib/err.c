/* SPDX-License-Identifier: GPL-2.0-only */
/* err, errx, warn, warnx: error messages on stderr (see <err.h>). */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Prints a message by one write, so that the messages of several programs do not mix. */
static void print_message(const char *why, const char *format, va_list args)
{
	char what[256];

	vsnprintf(what, sizeof(what), format, args);
	dprintf(STDERR_FILENO, "%s: %s%s%s\n", program_invocation_short_name, what,
		why ? ": " : "", why ? why : "");
}

void warn(const char *format, ...)
{
	const char *why = strerror(errno);
	va_list args;

	va_start(args, format);
	print_message(why, format, args);
	va_end(args);
}

void warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(NULL, format, args);
	va_end(args);
}

void err(int status, const char *format, ...)
{
	const char *why = strerror(errno);
	va_list args;

	va_start(args, format);
	print_message(why, format, args);
	va_end(args);
	exit(status);
}

void errx(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_message(NULL, format, args);
	va_end(args);
	exit(status);
}
