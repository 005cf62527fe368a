/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that kernel/cpu/entry.asm saves on the kernel stack at every entry into the kernel
 * (interrupt, exception, int 0x80). Lowest address first, in Linux's order:
 *
 *	ebx ecx edx esi edi ebp eax ds es   pushed by entry.asm
 *	orig_eax                            the call number, or the error code of an exception
 *	eip cs eflags                       pushed by the CPU
 *	esp ss                              pushed by the CPU, only on entry from user mode
 *
 * fs and gs are missing: the kernel does not use them, so they are saved only when tasks are
 * switched (kernel/cpu/switch.c).
 */
#ifndef KERNEL_CPU_PTREGS_H
#define KERNEL_CPU_PTREGS_H

struct pt_regs {
	unsigned long ebx, ecx, edx, esi, edi, ebp, eax;
	unsigned long ds, es;
	unsigned long orig_eax;
	unsigned long eip, cs, eflags;
	unsigned long esp, ss;
};

/* Selectors in the GDT (kernel/cpu/desc.c), with Linux's numbers. */
#define __KERNEL_CS	0x60
#define __KERNEL_DS	0x68
#define __USER_CS	0x73
#define __USER_DS	0x7b
#define GDT_ENTRY_TLS_MIN	6	/* three thread-local entries: 0x33 0x3b 0x43 */
#define GDT_ENTRY_TLS_ENTRIES	3

#define EFLAGS_TF	0x00000100
#define EFLAGS_IF	0x00000200
#define EFLAGS_DF	0x00000400
/* The flags that a program may set by sigreturn: CF PF AF ZF SF TF DF OF AC. */
#define EFLAGS_USER	0x00040dd5

/* Was this entry from user mode? */
static inline int user_mode(const struct pt_regs *regs)
{
	return regs->cs & 3;
}

/*
 * The value of esp before this entry. On an entry from the kernel the CPU pushes no esp, but it
 * stays on the same stack, so the old top lies right above eflags.
 */
static inline unsigned long stack_pointer(const struct pt_regs *regs)
{
	return user_mode(regs) ? regs->esp : (unsigned long)&regs->esp;
}

#endif
