/* SPDX-License-Identifier: GPL-2.0-only */
/* Replacing the program of a process. The first three functions are for the ELF loader. */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include "kernel/fs/fs.h"

#define MAX_ARG_PAGES		32	/* 128 KiB of arguments and environment */
#define BINPRM_BUF_SIZE		256	/* bytes from the beginning of the file; they tell its format */

struct pt_regs;

/*
 * A program that is about to replace another. Its strings are collected in frames of their
 * own, from the last byte down, in the order in which they will lie at the top of the stack:
 *
 *	page[0] ........................ page[MAX_ARG_PAGES - 1]
 *	            p -> argv strings, envp strings, file name, 4 zero bytes
 */
struct linux_binprm {
	struct page *page[MAX_ARG_PAGES];	/* NULL: not needed so far */
	unsigned long p;			/* offset of the lowest used byte from page[0] */
	unsigned long exec;			/* offset of the file name */
	struct file *file;
	const char *filename;			/* as given to execve: AT_EXECFN, comm */
	int argc, envc;
	unsigned long stack_prot;		/* PROT_* of the stack */
	int depth;				/* nested interpreters so far */
	char buf[BINPRM_BUF_SIZE];		/* the beginning of file, padded with 0 */
};

/*
 * The point of no return: give current a new, empty address space, and reset what belonged
 * to the old program (signal handlers, FPU, thread-local segments, name). Closes the files
 * marked close-on-exec. 0, or -ENOMEM with nothing changed.
 */
int flush_old_exec(struct linux_binprm *bprm);
/*
 * Map the stack and move the frames with the strings to it. Turns bprm->p and bprm->exec from
 * offsets into user addresses. 0, or -ENOMEM. Takes mmap_sem.
 */
int setup_arg_pages(struct linux_binprm *bprm);
/* Set the registers with which the program begins; those that are not given become 0. */
void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp);

/*
 * Replace the program of current, which is pid 1 at boot. The strings are in kernel memory.
 * 0, or the errors of sys_execve() with nothing changed.
 */
long do_execve_kernel(const char *path, const char *const argv[], const char *const envp[]);

#endif
