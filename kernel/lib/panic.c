// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the kernel dies: loudly. Words, registers, the process that ran, and a
 * backtrace with names; then it halts, so that what is on the screen stays.
 */
#include "kernel/proc/traps.h"
#include "kernel/cpu/io.h"
#include "kernel/sched/sched.h"
#include "mm/mm.h"

static bool in_panic;

extern const char _stext[], _etext[];

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

/* The name is that of the call: one that does not return may be its function's last instruction. */
static void show_call(unsigned long return_address, const char *mark)
{
	char name[64];

	printk("  [%08lx] %s%s\n", return_address,
	       symbol_name(return_address - 1, name, sizeof(name)), mark);
}

/*
 * Who faults before it has made its frame (a short function makes none until it needs one) has its
 * return address on top of the stack, and no frame leads to it. Marked, since it is a guess.
 */
static void show_leaf_caller(unsigned long esp)
{
	const unsigned long *top = (const unsigned long *)esp;

	if (plausible_frame((const struct stack_frame *)top) &&
	    *top > (unsigned long)_stext && *top < (unsigned long)_etext)
		show_call(*top, " ?");
}

/* The call chain that starts at the frame pointer ebp. */
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
	if (in_panic) {			/* the panic itself failed: say no more, and that once */
		static bool said;

		if (!said) {
			said = true;
			printk("panic inside panic\n");
			flush_early_log();
		}
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
	show_leaf_caller(esp);
	show_backtrace(regs->ebp);
	halt();
}
