/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold PROGRAM...: runs programs one after the other, and stops each at its call of exit. When all
 * have reached it, they end in the same order.
 *
 * Run	hold process_a process_b
 *
 * It prints what process_b prints: Hello World. Between B's last line and A's end, both processes
 * exist and both are attached to the same segment. At this moment `make tour` shows one frame in
 * two page tables.
 *
 * The exit status is 0 when every program reached its exit and succeeded.
 */
#include <err.h>

#include "observe/held.h"

#define MAX_PROGRAMS 16

int main(int argc, char **argv)
{
	pid_t held[MAX_PROGRAMS];
	int count = argc - 1, failed = 0;

	if (count < 1 || count > MAX_PROGRAMS)
		errx(1, "usage: hold PROGRAM... (at most %d)", MAX_PROGRAMS);
	for (int i = 0; i < count; i++)
		held[i] = run_to_exit((char *[]){ argv[i + 1], NULL });
	for (int i = 0; i < count; i++) {
		if (!held[i] || let_end(held[i]) != 0)
			failed = 1;
	}
	return failed;
}
