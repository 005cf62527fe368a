/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables that the CPU itself reads: GDT, IDT, TSS. */
#ifndef KERNEL_CPU_DESC_H
#define KERNEL_CPU_DESC_H

#include "kernel/cpu/thread.h"

/* The task state segment. The CPU reads only esp0 and ss0 of `tss`: the stack for entries from user mode. */
struct tss_struct {
	unsigned short back_link, _0;
	unsigned long esp0;
	unsigned short ss0, _1;
	unsigned long esp1;
	unsigned short ss1, _2;
	unsigned long esp2;
	unsigned short ss2, _3;
	unsigned long cr3, eip, eflags;
	unsigned long eax, ecx, edx, ebx, esp, ebp, esi, edi;
	unsigned short es, _4, cs, _5, ss, _6, ds, _7, fs, _8, gs, _9;
	unsigned short ldt, _10, trace, io_bitmap_base;
} __attribute__((packed));

#define GDT_ENTRIES	32
extern struct desc_struct gdt_table[GDT_ENTRIES];
extern struct tss_struct tss;

/* Load GDT, TSS and an IDT with 256 gates. At boot. From then on every fault of the kernel is reported. */
void desc_init(void);

#endif
