// SPDX-License-Identifier: GPL-2.0-only
/*
 * GDT, IDT and TSS: the tables in which the CPU looks up segments, the kernel's entries and the
 * kernel's stack. kernel_main() calls desc_init() once.
 *
 *	GDT	 6..8  thread-local entries, changed at each switch (kernel/cpu/switch.c)
 *		12,13  kernel code, data	base 0, limit 4 GiB
 *		14,15  user code, data		the same, privilege 3
 *		16     TSS: the stack for entries from user mode
 *		31     TSS of the double fault
 *	IDT	 0..31 exceptions, 32..47 IRQs, 0x80 system call, the others are unexpected
 *
 * A double fault usually means that a kernel stack has grown into its guard page: the CPU could
 * not push the frame of the page fault. Handling it needs another stack, so its gate is a task
 * gate: the CPU stores all registers in `tss` and loads those of `double_fault_tss`.
 *
 * Left out compared with Linux: local descriptor tables, ports that programs may use.
 */
#include "kernel/cpu/desc.h"
#include "kernel/cpu/entry.h"
#include "kernel/cpu/oops.h"
#include "kernel/lib/io.h"

#define GDT_ENTRY_KERNEL_CS	(__KERNEL_CS >> 3)
#define GDT_ENTRY_KERNEL_DS	(__KERNEL_DS >> 3)
#define GDT_ENTRY_USER_CS	(__USER_CS >> 3)
#define GDT_ENTRY_USER_DS	(__USER_DS >> 3)
#define GDT_ENTRY_TSS		16
#define GDT_ENTRY_DOUBLEFAULT_TSS 31

/*
 * A segment descriptor, low and high word:
 *
 *	b  31      24 23 22 21 20 19    16 15 14 13 12 11   8 7       0
 *	  | base31-24| G| D| 0| 0| lim19-16| P| DPL |S | type |base23-16|
 *	a  31                            16 15                       0
 *	  | base 15-0                      | limit 15-0                |
 */
#define FLAT_SEGMENT(access)	{ 0x0000ffff, 0x00cf0000 | ((access) << 8) }

struct desc_struct gdt_table[GDT_ENTRIES] = {
	[GDT_ENTRY_KERNEL_CS] = FLAT_SEGMENT(0x9b),	/* code, readable, accessed */
	[GDT_ENTRY_KERNEL_DS] = FLAT_SEGMENT(0x93),	/* data, writable, accessed */
	[GDT_ENTRY_USER_CS] = FLAT_SEGMENT(0xfb),
	[GDT_ENTRY_USER_DS] = FLAT_SEGMENT(0xf3),
};

static struct desc_struct idt_table[256];
struct tss_struct tss;
static struct tss_struct double_fault_tss;
static char double_fault_stack[4096] __attribute__((aligned(16)));

/* The operand of lgdt and lidt. The limit is the size - 1. */
struct table_pointer {
	unsigned short limit;
	const void *address;
} __attribute__((packed));

static void set_tss_desc(int entry, struct tss_struct *t)
{
	unsigned long base = (unsigned long)t;

	t->io_bitmap_base = sizeof(*t);		/* beyond the limit: user mode may use no port */
	gdt_table[entry].a = (base << 16) | (sizeof(*t) - 1);
	gdt_table[entry].b = (base & 0xff000000) | 0x8900 | ((base >> 16) & 0xff);
}

/*
 * A gate, low and high word:
 *
 *	b  31          16 15 14 13 12 11   8 7      0
 *	  | offset31-16  | P| DPL | 0| type |    0   |
 *	a  31          16 15                       0
 *	  |   selector   |       offset15-0        |
 *
 * Type 14 (interrupt) switches interrupts off on entry, type 15 (trap) leaves them as they are,
 * type 5 switches to the task of a TSS.
 */
#define GATE_INTERRUPT	0x8e00
#define GATE_TRAP	0x8f00
#define GATE_TASK	0x8500
#define GATE_DPL3	0x6000		/* programs may enter by the instruction int */

static void set_gate(int vector, unsigned long type, unsigned long selector, unsigned long offset)
{
	idt_table[vector].a = (selector << 16) | (offset & 0xffff);
	idt_table[vector].b = (offset & 0xffff0000) | type;
}

/* The task of the double fault. The registers at the fault are in `tss`. */
static void double_fault(void)
{
	struct pt_regs regs = {
		.ebx = tss.ebx, .ecx = tss.ecx, .edx = tss.edx, .esi = tss.esi,
		.edi = tss.edi, .ebp = tss.ebp, .eax = tss.eax, .ds = tss.ds, .es = tss.es,
		.eip = tss.eip, .cs = tss.cs, .eflags = tss.eflags, .esp = tss.esp, .ss = tss.ss,
	};
	unsigned long stack = tss.esp0 - KERNEL_STACK_SIZE;

	if (tss.esp0 && tss.esp < stack + 64 && tss.esp >= stack - KERNEL_STACK_SIZE)
		die(&regs, tss.esp, "kernel stack overflow (esp %08lx is in the guard below %08lx)",
		    tss.esp, stack);
	die(&regs, tss.esp, "double fault (esp %08lx)", tss.esp);
}

void desc_init(void)
{
	struct table_pointer gdt = { sizeof(gdt_table) - 1, gdt_table };
	struct table_pointer idt = { sizeof(idt_table) - 1, idt_table };

	for (int i = 0; i < 256; i++)
		set_gate(i, GATE_INTERRUPT, __KERNEL_CS, trap_stubs[i]);
	set_gate(3, GATE_INTERRUPT | GATE_DPL3, __KERNEL_CS, trap_stubs[3]);	/* int3 */
	set_gate(4, GATE_INTERRUPT | GATE_DPL3, __KERNEL_CS, trap_stubs[4]);	/* into */
	set_gate(8, GATE_TASK, GDT_ENTRY_DOUBLEFAULT_TSS << 3, 0);
	/*
	 * Interrupts stay on, although one may come before CR2 is read: no interrupt handler causes
	 * a page fault or lets another task run, so CR2 does not change.
	 */
	set_gate(TRAP_PAGE_FAULT, GATE_TRAP, __KERNEL_CS, trap_stubs[TRAP_PAGE_FAULT]);
	set_gate(0x80, GATE_TRAP | GATE_DPL3, __KERNEL_CS, (unsigned long)system_call);

	tss.ss0 = __KERNEL_DS;
	set_tss_desc(GDT_ENTRY_TSS, &tss);

	double_fault_tss.cr3 = read_cr3();	/* the kernel's own page directory, at boot */
	double_fault_tss.eip = (unsigned long)double_fault;
	double_fault_tss.esp = (unsigned long)double_fault_stack + sizeof(double_fault_stack);
	double_fault_tss.eflags = 2;
	double_fault_tss.cs = __KERNEL_CS;
	double_fault_tss.ds = double_fault_tss.es = double_fault_tss.ss = __KERNEL_DS;
	set_tss_desc(GDT_ENTRY_DOUBLEFAULT_TSS, &double_fault_tss);

	__asm__ volatile("lgdt %0; lidt %1" :: "m"(gdt), "m"(idt));
	__asm__ volatile(
		"ljmp %0, $1f\n"	/* only a far jump loads cs */
		"1:\n\t"
		"mov %1, %%ds; mov %1, %%es; mov %1, %%ss\n\t"
		"mov %2, %%fs; mov %2, %%gs\n\t"
		"lldt %w2\n\t"		/* none: after reset it lies at address 0, where programs could write it */
		"ltr %w3"
		:: "i"(__KERNEL_CS), "r"(__KERNEL_DS), "r"(0), "r"(GDT_ENTRY_TSS << 3) : "memory");
}
