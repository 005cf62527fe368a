/* SPDX-License-Identifier: GPL-2.0-only */
/* Switching the CPU from one task to another, and its thread-local segments. */
#ifndef KERNEL_CPU_SWITCH_H
#define KERNEL_CPU_SWITCH_H

#include "kernel/cpu/thread.h"

/* Save the state of prev and run next. Returns when prev is chosen again. Interrupts are off. */
void switch_to(struct thread_struct *prev, struct thread_struct *next);

/* Copy the thread-local descriptors of a task that is about to run into the GDT. */
void load_tls(const struct thread_struct *thread);

/* Can this selector be loaded into a data segment register? The instruction verr tests it without a fault. */
static inline bool segment_readable(unsigned long selector)
{
	bool ok;

	__asm__ volatile("verr %w1; setz %0" : "=q"(ok) : "r"(selector) : "cc");
	return ok;
}

/* The given selector if it can be loaded, otherwise the null selector. */
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

#endif
