// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the kernel dies: loudly. Words, registers, the process that ran, and a
 * backtrace with names; then it halts, so that what is on the screen stays.
 */
#include "kernel/traps.h"
#include "kernel/io.h"
#include "kernel/sched.h"
#include "mm/mm.h"

static bool in_panic;

/*
 * A frame as the compiler lays it out with frame pointers:
 *
 *	ebp -> [ caller's ebp ][ return address ][ arguments ...
 */
struct stack_frame {
	struct stack_frame *next;
	unsigned long return_address;
};

#define MAX_FRAMES 24

/* May a stack frame lie here? Kernel memory that is mapped, in any kernel stack. */
static bool plausible_frame(const struct stack_frame *frame)
{
	unsigned long addr = (unsigned long)frame;
	pte_t *pte;

	if (addr < PAGE_OFFSET || addr & 3)
		return false;
	pte = walk_page(&init_mm, addr);
	return pte && pte_present(*pte) && (addr & ~PAGE_MASK) <= PAGE_SIZE - sizeof(*frame);
}

void show_backtrace(unsigned long ebp)
{
	const struct stack_frame *frame = (const struct stack_frame *)ebp;
	char name[64];

	for (int i = 0; i < MAX_FRAMES && plausible_frame(frame); i++) {
		if (!frame->return_address)
			break;
		printk("  [%08lx] %s\n", frame->return_address,
		       symbol_name(frame->return_address, name, sizeof(name)));
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

static void noreturn halt(void)
{
	printk("Halted. The machine can be switched off.\n");
	flush_early_log();
	for (;;)
		__asm__ volatile("cli; hlt");
}

static void begin_panic(void)
{
	local_irq_disable();
	if (in_panic) {			/* the panic itself failed: say no more */
		printk("panic inside panic\n");
		for (;;)
			__asm__ volatile("cli; hlt");
	}
	in_panic = true;
}

static void show_process(void)
{
	if (current)
		printk("process %s, pid %d\n", current->comm, current->pid);
}

void panic(const char *fmt, ...)
{
	char text[160];
	va_list args;

	begin_panic();
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	printk("Kernel panic: %s\n", text);
	show_process();
	printk("cr2 %08lx  cr3 %08lx\n", read_cr2(), read_cr3());
	show_backtrace((unsigned long)__builtin_frame_address(0));
	halt();
}

void die(const struct pt_regs *regs, unsigned long esp, const char *fmt, ...)
{
	char text[160];
	va_list args;

	begin_panic();
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	printk("Kernel panic: %s\n", text);
	show_process();
	show_regs(regs, esp);
	show_backtrace(regs->ebp);
	halt();
}
