/* SPDX-License-Identifier: GPL-2.0-only */
/* What fork.c, exec.c, binfmt_elf.c and switch_stacks.asm share among themselves. */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include "kernel/sched/sched.h"
#include "kernel/fs/fs.h"

/* --- fork.c --- */
void fork_init(void);
/* CLONE_CHILD_SETTID: the child writes its pid into its own memory, once it runs. */
void put_child_tid(void);

/* --- switch_stacks.asm: where new tasks begin --- */
void child_start(void);
void kernel_thread_start(void);

/* --- exec.c --- */
#define MAX_ARG_PAGES		32	/* 128 KiB of arguments and environment */
#define BINPRM_BUF_SIZE		256	/* how much of the file tells what it is */

/*
 * A program about to replace another. Its strings are collected in frames of
 * their own, from the end down, as they will lie at the top of the new stack:
 *
 *	page[0] ........................ page[MAX_ARG_PAGES - 1]
 *	            p -> argv strings, envp strings, file name, 4 zero bytes
 */
struct linux_binprm {
	struct page *page[MAX_ARG_PAGES];	/* NULL: not needed so far */
	unsigned long p;			/* lowest used byte, counted from page[0] */
	unsigned long exec;			/* the file name, counted alike */
	struct file *file;
	const char *filename;			/* as given to execve: AT_EXECFN, comm */
	int argc, envc;
	unsigned long stack_prot;		/* PROT_* of the stack */
	int depth;				/* interpreters of interpreters so far */
	char buf[BINPRM_BUF_SIZE];		/* the beginning of file, padded with 0 */
};

/*
 * The point of no return: give current a new, empty address space and make it a
 * fresh program (signals, files, FPU, name). -ENOMEM with nothing changed.
 */
int flush_old_exec(struct linux_binprm *bprm);
/* Map the stack and move the strings there; bprm->p and exec become user addresses. 0 or -errno. */
int setup_arg_pages(struct linux_binprm *bprm);
/* Registers for the first instruction of a program. */
void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp);

/* --- binfmt_elf.c --- */
/* Load the ELF file bprm->file. -ENOEXEC, -ENOMEM: nothing happened. What fails later kills. */
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);

#endif
