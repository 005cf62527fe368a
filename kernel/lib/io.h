/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that C cannot express: I/O ports, the interrupt flag, control registers. */
#ifndef KERNEL_LIB_IO_H
#define KERNEL_LIB_IO_H

#include "kernel/lib/types.h"

static inline void outb(uint8_t value, uint16_t port)
{
	__asm__ volatile("outb %0, %1" :: "a"(value), "Nd"(port));
}
static inline uint8_t inb(uint16_t port)
{
	uint8_t value;
	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}
static inline void outw(uint16_t value, uint16_t port)
{
	__asm__ volatile("outw %0, %1" :: "a"(value), "Nd"(port));
}

/* Disable interrupts. Returns the previous flags for local_irq_restore(). */
static inline unsigned long local_irq_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushf; pop %0; cli" : "=r"(flags) :: "memory");
	return flags;
}

static inline void local_irq_restore(unsigned long flags)
{
	__asm__ volatile("push %0; popf" :: "r"(flags) : "memory", "cc");
}

/* Are interrupts enabled? */
static inline bool irqs_enabled(void)
{
	unsigned long flags;

	__asm__ volatile("pushf; pop %0" : "=r"(flags));
	return flags & 0x200;		/* IF */
}

static inline void local_irq_enable(void) { __asm__ volatile("sti" ::: "memory"); }
static inline void local_irq_disable(void) { __asm__ volatile("cli" ::: "memory"); }

/*
 * Enable interrupts and wait for one. The CPU accepts interrupts only after the instruction that
 * follows sti, so none can come between the two and leave the CPU halted.
 */
static inline void safe_halt(void) { __asm__ volatile("sti; hlt" ::: "memory"); }

/* Stop this CPU for good: without interrupts nothing wakes it. */
static inline void noreturn halt_forever(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static inline void cpuid(uint32_t leaf, uint32_t *eax, uint32_t *ebx, uint32_t *ecx, uint32_t *edx)
{
	__asm__ volatile("cpuid"
		: "=a"(*eax), "=b"(*ebx), "=c"(*ecx), "=d"(*edx) : "a"(leaf), "c"(0));
}
/* The time stamp counter. */
static inline uint64_t rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}
static inline unsigned long read_cr0(void)
{
	unsigned long v;
	__asm__ volatile("mov %%cr0, %0" : "=r"(v));
	return v;
}
static inline void write_cr0(unsigned long v) { __asm__ volatile("mov %0, %%cr0" :: "r"(v)); }
static inline unsigned long read_cr2(void)
{
	unsigned long v;
	__asm__ volatile("mov %%cr2, %0" : "=r"(v));
	return v;
}
static inline unsigned long read_cr3(void)
{
	unsigned long v;
	__asm__ volatile("mov %%cr3, %0" : "=r"(v));
	return v;
}
static inline void write_cr3(unsigned long v) { __asm__ volatile("mov %0, %%cr3" :: "r"(v) : "memory"); }
static inline unsigned long read_cr4(void)
{
	unsigned long v;
	__asm__ volatile("mov %%cr4, %0" : "=r"(v));
	return v;
}
static inline void write_cr4(unsigned long v) { __asm__ volatile("mov %0, %%cr4" :: "r"(v)); }

#endif
