// SPDX-License-Identifier: GPL-2.0-only
/* Work that interrupt handlers leave for later. The rules are in softirq.h. */
#include "kernel/sched/softirq.h"
#include "kernel/sched/task.h"

static void (*deferred_work)(void);
static volatile bool work_is_due;

void set_deferred_work(void (*work)(void))
{
	deferred_work = work;
}

void defer_work(void)
{
	work_is_due = true;
}

void run_deferred_work(void)
{
	if (likely(!work_is_due))
		return;
	work_is_due = false;
	deferred_work();
}

void deferred_work_after_irq(struct pt_regs *regs)
{
	if (user_mode(regs))
		run_deferred_work();
	else if (work_is_due)
		current->need_resched = 1;
}
