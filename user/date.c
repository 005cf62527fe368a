/* SPDX-License-Identifier: GPL-2.0-only */
/* date: prints the date and the time of day (UTC), as the machine's clock says. */
#include <err.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
	time_t now = time(NULL);
	char text[64];

	(void)argv;
	if (argc > 1)
		errx(1, "usage: date");
	strftime(text, sizeof(text), "%a %b %e %H:%M:%S UTC %Y", gmtime(&now));
	puts(text);
	return 0;
}
