/* SPDX-License-Identifier: GPL-2.0-only */
/* The loader of ELF programs. */
#ifndef KERNEL_PROC_BINFMT_ELF_H
#define KERNEL_PROC_BINFMT_ELF_H

struct linux_binprm;
struct pt_regs;

/*
 * Make the ELF file bprm->file the program of current, and set regs to its start. 0, or -errno:
 * -ENOEXEC and -ENOMEM change nothing, but an error after flush_old_exec() also sends SIGKILL to
 * current. (Linux: load_elf_binary)
 */
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);

#endif
