/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a program's death by an exception (kernel/proc/fault_report.c). */
#ifndef KERNEL_PROC_FAULT_REPORT_H
#define KERNEL_PROC_FAULT_REPORT_H

#include "kernel/cpu/ptregs.h"

/* Print current's registers, and its areas around eip and the address. Takes mmap_sem. */
void show_fault(const struct pt_regs *regs, unsigned long address);

#endif
