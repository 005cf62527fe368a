/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * free: prints how much memory there is and how much of it is free, in KiB and in frames.
 *
 * Try `free`, then process_a, then `free` again: one frame less is free, the segment's (and perhaps
 * frames in which the kernel describes it). After `ipcrm -a` it is free again.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_KIB 4

/* The number after a name in /proc/meminfo ("MemFree:     1234 kB"). */
static long kib_of(const char *name)
{
	char line[128];
	long kib = -1;
	FILE *f = fopen("/proc/meminfo", "r");

	if (!f)
		err(1, "/proc/meminfo");
	while (kib < 0 && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			kib = atol(line + strlen(name) + 1);
	}
	fclose(f);
	if (kib < 0)
		errx(1, "/proc/meminfo: no %s", name);
	return kib;
}

int main(void)
{
	long total = kib_of("MemTotal"), free = kib_of("MemFree");

	printf("%-8s %10s %10s %10s\n", "", "total", "used", "free");
	printf("%-8s %10ld %10ld %10ld\n", "KiB", total, total - free, free);
	printf("%-8s %10ld %10ld %10ld\n", "frames", total / FRAME_KIB,
	       (total - free) / FRAME_KIB, free / FRAME_KIB);
	return 0;
}
