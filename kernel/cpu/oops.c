// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel prints when it stops: registers and a backtrace (Linux: die, show_registers).
 * die() serves faults of the kernel, and panic() calls dump_panic().
 *
 * The kernel is compiled with frame pointers, so the stack frames of the callers form a list:
 *
 *	ebp -> [ caller's ebp ][ return address ][ arguments ...
 */
#include "kernel/cpu/oops.h"
#include "kernel/cpu/desc.h"
#include "kernel/lib/io.h"
#include "kernel/lib/kallsyms.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/printk.h"

struct stack_frame {
	struct stack_frame *next;
	unsigned long return_address;
};

#define MAX_FRAMES 24

extern const char _stext[], _etext[], _end[];	/* bounds of the kernel (linker.ld) */
extern const char boot_stack_guard[], boot_stack[];	/* boot/boot.asm */

void (*show_process)(void);

/*
 * Can a stack frame lie at this address? Two places are accepted, and both are always mapped: the
 * kernel image, which holds the boot stack, and the stack of this task, whose top is tss.esp0.
 */
static bool plausible_frame(const void *frame)
{
	unsigned long addr = (unsigned long)frame, last = addr + sizeof(struct stack_frame) - 1;

	if (addr & 3)
		return false;
	if (last >= (unsigned long)boot_stack_guard && addr < (unsigned long)boot_stack)
		return false;		/* the guard page lies in the image but is not mapped */
	return (addr >= (unsigned long)_etext && last < (unsigned long)_end) ||
	       (addr >= tss.esp0 - KERNEL_STACK_SIZE && last < tss.esp0);
}

/*
 * Print a function of the backtrace. The name is looked up one byte before the return address,
 * because a call that never returns may be the last instruction of its function.
 */
static void show_call(unsigned long return_address, const char *mark)
{
	char name[64];

	printk("  [%08lx] %s%s\n", return_address,
	       symbol_name(return_address - 1, name, sizeof(name)), mark);
}

/*
 * A function that faults before it has built its frame still has its return address on top of the
 * stack, where no frame leads. Print it with a question mark, because it is only a guess.
 */
static void show_leaf_caller(unsigned long esp)
{
	const unsigned long *top = (const unsigned long *)esp;

	if (plausible_frame(top) && *top > (unsigned long)_stext && *top < (unsigned long)_etext)
		show_call(*top, " ?");
}

static void show_backtrace(unsigned long ebp)
{
	const struct stack_frame *frame = (const struct stack_frame *)ebp;

	for (int i = 0; i < MAX_FRAMES && plausible_frame(frame); i++) {
		if (!frame->return_address)
			break;
		show_call(frame->return_address, "");
		if (frame->next <= frame)	/* stacks grow down: callers are higher up */
			break;
		frame = frame->next;
	}
}

static void show_regs(const struct pt_regs *regs, unsigned long esp)
{
	char name[64];

	printk("eip %08lx %s\n", regs->eip,
	       user_mode(regs) ? "(user)" : symbol_name(regs->eip, name, sizeof(name)));
	printk("eax %08lx  ebx %08lx  ecx %08lx  edx %08lx\n",
	       regs->eax, regs->ebx, regs->ecx, regs->edx);
	printk("esi %08lx  edi %08lx  ebp %08lx  esp %08lx\n",
	       regs->esi, regs->edi, regs->ebp, esp);
	printk("cs %04lx  eflags %08lx  cr2 %08lx  cr3 %08lx\n",
	       regs->cs & 0xffff, regs->eflags, read_cr2(), read_cr3());
}

static void dump_panic(unsigned long ebp)
{
	if (show_process)
		show_process();
	printk("cr2 %08lx  cr3 %08lx\n", read_cr2(), read_cr3());
	show_backtrace(ebp);
}

void die(const struct pt_regs *regs, unsigned long esp, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	panic_message(fmt, args);
	va_end(args);
	if (show_process)
		show_process();
	show_regs(regs, esp);
	show_leaf_caller(esp);
	show_backtrace(regs->ebp);
	panic_halt();
}

void oops_init(void)
{
	panic_dump = dump_panic;
}
