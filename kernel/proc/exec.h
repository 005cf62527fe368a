/* SPDX-License-Identifier: GPL-2.0-only */
/* Replacing the program of a process: what exec.c offers, also to the ELF loader. */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include "kernel/fs/fs.h"

#define MAX_ARG_PAGES		32	/* 128 KiB of arguments and environment */
#define BINPRM_BUF_SIZE		256	/* how much of the file tells what it is */

struct pt_regs;

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

/*
 * Replace the program of current, pid 1 at boot. Everything is in kernel memory.
 * 0, or -errno with nothing changed.
 */
long do_execve_kernel(const char *path, const char *const argv[], const char *const envp[]);

#endif
