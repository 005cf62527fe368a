// SPDX-License-Identifier: GPL-2.0-only
/*
 * The longest stretch that the kernel has run without giving way (see stretch.h). Only in DEBUG
 * builds. Time is that of rdtsc: with QEMU's option -icount shift=0 it counts instructions.
 *
 *	 program | system call ............ cond_resched() ........ return | program
 *	         |<----- a stretch ------->|<----- another one ---------->|
 */
#ifdef DEBUG
#include "kernel/sched/stretch.h"
#include "kernel/cpu/ptregs.h"
#include "kernel/lib/io.h"
#include "kernel/lib/kallsyms.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"

#define CALLERS	4

struct stretch {
	unsigned long ticks;
	long call;			/* its number; an exception has none */
	unsigned long callers[CALLERS];	/* where it ended, the innermost function first */
};

static struct stretch longest;
static uint64_t began;			/* when the present stretch began */

/* kernel/cpu/entry.asm calls this at every entry. One from user mode begins a stretch. */
void stretch_begin(const struct pt_regs *regs)
{
	if (user_mode(regs))
		began = rdtsc();
}

static void find_callers(unsigned long callers[CALLERS])
{
	const unsigned long *frame = __builtin_frame_address(0);
	unsigned long stack = (unsigned long)frame >> 12;

	for (int i = 0; i < CALLERS; i++) {
		/* The frame of a function that entry.asm has called leads to the program's. */
		bool mine = (unsigned long)frame >> 12 == stack && !((unsigned long)frame & 3);

		callers[i] = mine ? frame[1] : 0;
		if (mine)
			frame = (const unsigned long *)frame[0];
	}
}

noinline void stretch_end(void)
{
	uint64_t now = rdtsc();

	if (current->mm && now - began > longest.ticks) {
		longest.ticks = now - began;
		longest.call = task_pt_regs(current)->orig_eax;
		find_callers(longest.callers);
	}
	began = now;
}

int stretch_show(char *buf, size_t size)
{
	struct stretch seen = longest;
	char name[64];
	int len = snprintf(buf, size, "%lu ticks in call %ld, until", seen.ticks, seen.call);

	for (int i = 0; i < CALLERS && seen.callers[i]; i++) {
		size_t used = min((size_t)len, size);

		len += snprintf(buf + used, size - used, " %s",
				symbol_name(seen.callers[i], name, sizeof(name)));
	}
	len += snprintf(buf + min((size_t)len, size), size - min((size_t)len, size), "\n");
	return len;
}

int stretch_reset(const char *text)
{
	(void)text;
	longest.ticks = 0;
	return 0;
}
#endif
