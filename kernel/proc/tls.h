/* SPDX-License-Identifier: GPL-2.0-only */
/* Thread-local segments: what fs and gs of a program select (kernel/proc/tls.c). */
#ifndef KERNEL_TLS_H
#define KERNEL_TLS_H

#include <uapi/ldt.h>
#include "kernel/sched/sched.h"

#define USER_RPL	3	/* the two lowest bits of a selector: privilege asked for */

/* Would loading this selector into a data segment register work? The CPU tells, without a fault. */
static inline bool segment_readable(unsigned long selector)
{
	bool ok;

	__asm__ volatile("verr %w1; setz %0" : "=q"(ok) : "r"(selector) : "cc");
	return ok;
}

/* A selector that can be loaded: the given one, or the null selector. */
static inline unsigned long safe_selector(unsigned long selector)
{
	return selector <= 3 || !segment_readable(selector) ? 0 : selector;
}

static inline unsigned long read_fs(void)
{
	unsigned long v;
	__asm__ volatile("mov %%fs, %0" : "=r"(v));
	return v & 0xffff;
}
static inline unsigned long read_gs(void)
{
	unsigned long v;
	__asm__ volatile("mov %%gs, %0" : "=r"(v));
	return v & 0xffff;
}
static inline void write_fs(unsigned long v) { __asm__ volatile("mov %0, %%fs" :: "r"(v)); }
static inline void write_gs(unsigned long v) { __asm__ volatile("mov %0, %%gs" :: "r"(v)); }

/* task's entries into the GDT, which it is about to use. */
void load_tls(const struct task_struct *task);
/* CLONE_SETTLS: the entry that a user_desc at `user` describes, for task. 0 or -errno. */
int set_task_tls(struct task_struct *task, const struct user_desc *user);
/* exec: no entries, null selectors. */
void clear_tls(void);

#endif
