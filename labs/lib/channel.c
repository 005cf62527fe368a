// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the grader inside the kernel. It exists only in the grader's own tree.
 *
 *	/proc/lab	a line written there goes to the host on COM4, apart from the console.
 *			A line that ends with "?" waits until the host has looked at the machine;
 *			one that ends with "stuck" has the kernel print where each process sleeps.
 *			"renumber SLOT" and "empty SLOT" act as if the segment in that slot had been
 *			destroyed, and another one or none were there now.
 *	lab_units	tests that call the kernel's functions directly, before init runs
 *	watchdog	turns a test in which the kernel hangs into a panic with a backtrace: by a
 *			timer, or, when interrupts are off, by an NMI from the machine's watchdog
 *			(an ib700)
 *
 * Lines begin with the nonce of the run, so that other text is not mistaken for a result.
 */
#include "kernel/lab/lab.h"
#include "ipc/shm.h"
#include "kernel/fs/proc.h"
#include "kernel/lib/cmdline.h"
#include "kernel/lib/io.h"
#include "kernel/lib/kallsyms.h"
#include "kernel/lab/not_implemented.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/vsprintf.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/semaphore.h"
#include "kernel/sched/timer.h"

#define COM4		0x2e8
#define LINE_STATUS	(COM4 + 5)
#define HAS_BYTE	0x01
#define CAN_TAKE	0x20

#define WDT_OFF		0x441
#define WDT_ON		0x443		/* 15 is 0 seconds, each less is two more */

static struct timer_list watchdog;
static int limit;			/* seconds of the guest's time, for one test */
static int checks, failed;

static void send(const char *text)
{
	for (; *text; text++) {
		while (!(inb(LINE_STATUS) & CAN_TAKE))
			;
		outb(*text, COM4);
	}
}

static void too_long(void *unused)
{
	(void)unused;
	panic("lab: no progress in %d seconds of the guest's time", limit);
}

/* Start the watchdogs for one test, or stop them. */
static void watch(bool on)
{
	del_timer(&watchdog);
	watchdog.expires = jiffies + limit * HZ;
	outb(0, WDT_OFF);
	if (!on)
		return;
	add_timer(&watchdog);
	outb(15 - (limit + 2) / 2, WDT_ON);
}

/* Where the text contains the words, or NULL. */
static const char *find(const char *text, const char *words)
{
	size_t len = strlen(words);

	for (; *text; text++)
		if (!strncmp(text, words, len))
			return text;
	return NULL;
}

/*
 * Print where a process sleeps: the functions of the kernel that have called each other, the last
 * one first, without those of the scheduler.
 */
static void print_sleeper(const struct task_struct *task)
{
	const unsigned long *frame = (const unsigned long *)((const unsigned long *)task->thread.esp)[3];
	char name[64], calls[160] = "";
	unsigned long top = task->thread.esp0;
	int named = 0;

	while ((unsigned long)frame >= task->thread.esp && (unsigned long)frame < top - 8 && named < 4) {
		symbol_name(frame[1] - 1, name, sizeof(name));
		for (char *p = name; *p; p++)
			if (*p == '+')
				*p = '\0';
		if (!find(name, "schedule") && !find(name, "wait_for_down") && !find(name, "let_others_run")) {
			snprintf(calls + strlen(calls), sizeof(calls) - strlen(calls), "%s%s",
				 named ? " < " : "", name);
			named++;
		}
		if ((const unsigned long *)frame[0] <= frame)
			break;
		frame = (const unsigned long *)frame[0];
	}
	printk("stuck: process %d (%s) sleeps in %s", task->pid, task->comm, calls);
#ifdef DEBUG
	if (task->sems_held)
		printk(", holding the semaphore that %s() has taken", task->last_sem->taken_by);
#endif
	printk("\n");
}

static void print_sleepers(void)
{
	struct task_struct *task;

	list_for_each_entry(task, &task_list, tasks) {
		if (task->pid == 1 || task == current || task->state == TASK_ZOMBIE)
			continue;
		if (task->state == TASK_RUNNING)
			printk("stuck: process %d (%s) runs\n", task->pid, task->comm);
		else
			print_sleeper(task);
	}
}

/* The segment that "empty" has taken out of its slot; a second "empty" puts it back. */
static struct shmid_kernel *kept_segment;
static int kept_slot = -1;

static void swap_slot(int slot)
{
	struct shmid_kernel *now = shm_segs[slot];

	shm_segs[slot] = kept_slot == slot ? kept_segment : IPC_UNUSED;
	kept_segment = now;
	kept_slot = kept_slot == slot ? -1 : slot;
}

/* Give a segment another sequence number, or take it out of its slot, while processes sleep in calls. */
static int change_slot(const char *text)
{
	unsigned long slot = strtoul(find(text, " ") + 1, NULL, 10);
	bool empty = text[0] == 'e';

	spin_lock(&shm_lock);
	if (slot < SHMMNI && ipc_object(shm_segs[slot])) {
		if (empty)
			swap_slot(slot);
		else
			shm_segs[slot]->u.shm_perm.seq++;
	} else if (slot < SHMMNI && kept_slot == (int)slot) {
		swap_slot(slot);
	}
	spin_unlock(&shm_lock);
	return 0;
}

static int lab_write(const char *text)
{
	size_t len = strlen(text);

	if (find(text, "renumber ") == text || find(text, "empty ") == text)
		return change_slot(text);
	if (find(text, " stuck\n"))
		print_sleepers();
	if (find(text, " begin ")) {
		printk("lab: test %s", find(text, " begin ") + 7);
		not_implemented_again();
	}
	if (find(text, " begin ") || find(text, " over "))
		watch(find(text, " begin ") != NULL);
	send(text);
	if (len > 1 && text[len - 2] == '?') {
		while (!(inb(LINE_STATUS) & HAS_BYTE))
			;
		inb(COM4);
	}
	return 0;
}

/* The value of a word of the boot line, up to the next blank. */
static const char *word(const char *name, char *buf, size_t size)
{
	const char *at = find(saved_command_line, name);
	size_t i = 0;

	for (at = at ? at + strlen(name) : ""; *at && *at != ' ' && i < size - 1; at++)
		buf[i++] = *at;
	buf[i] = 0;
	return buf;
}

static char nonce[32];

static void say(const char *what, const char *text)
{
	char line[400];

	snprintf(line, sizeof(line), "%s %s %s\n", nonce, what, text);
	lab_write(line);
}

void lab_fail(const char *expected, const char *fmt, ...)
{
	char line[320];
	int used = snprintf(line, sizeof(line), "%s\t", expected);
	va_list args;

	failed++;
	va_start(args, fmt);
	vsnprintf(line + used, sizeof(line) - used, fmt, args);
	va_end(args);
	say("bad", line);
}

bool lab_equal(unsigned long got, unsigned long want, const char *what)
{
	char expected[200];

	checks++;
	if (got == want)
		return true;
	snprintf(expected, sizeof(expected), "%s is 0x%lx", what, want);
	lab_fail(expected, "it is 0x%lx", got);
	return false;
}

bool lab_true(bool condition, const char *expected, const char *happened)
{
	checks++;
	if (!condition)
		lab_fail(expected, "%s", happened);
	return condition;
}

unsigned long lab_pick(unsigned long low, unsigned long high)
{
	static unsigned long state;
	char seed[16];

	if (!state)
		for (const char *p = word("lab_seed=", seed, sizeof(seed)); *p; p++)
			state = state * 31 + *p;
	state = state * 1103515245 + 12345;
	return low + (state >> 8) % (high - low + 1);
}

/* Did the host request this test? The list is separated by commas. */
static bool wanted(const char *id, const char *list)
{
	const char *at;

	for (at = list; (at = find(at, id)); at++)
		if ((at == list || at[-1] == ',') && (!at[strlen(id)] || at[strlen(id)] == ','))
			return true;
	return false;
}

void lab_init(void)
{
	static char list[1024];
	char line[128];

	guarded_by(shm_tot, &shm_lock);
	guarded_by(shm_rss, &shm_lock);
	guarded_by(shm_ids.in_use, &shm_lock);
	word("lab_limit=", list, sizeof(list));
	limit = *list - '0' + 2;	/* init ends a test itself when that is possible */
	init_timer(&watchdog, too_long, NULL);
	proc_register("lab", 0666, NULL, lab_write);
	word("lab_nonce=", nonce, sizeof(nonce));
	word("lab_units=", list, sizeof(list));
	local_irq_enable();
	for (const struct lab_unit *unit = lab_units; unit->id; unit++) {
		if (!wanted(unit->id, list))
			continue;
		checks = failed = 0;
		say("begin", unit->id);
		unit->run();
		snprintf(line, sizeof(line), "%s %d 0 ok", unit->id, checks);
		say("over", line);
	}
	watch(true);			/* the start of init is limited, too */
}
