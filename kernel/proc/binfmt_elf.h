/* SPDX-License-Identifier: GPL-2.0-only */
/* The loader of ELF programs. */
#ifndef KERNEL_PROC_BINFMT_ELF_H
#define KERNEL_PROC_BINFMT_ELF_H

struct linux_binprm;
struct pt_regs;

/* Load the ELF file bprm->file. -ENOEXEC, -ENOMEM: nothing has changed. A later failure kills current. */
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);

#endif
