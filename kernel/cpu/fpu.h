/* SPDX-License-Identifier: GPL-2.0-only */
/* The FPU and SSE registers of a task, kept in its thread_struct while the CPU holds another's. */
#ifndef KERNEL_CPU_FPU_H
#define KERNEL_CPU_FPU_H

#include "kernel/lib/types.h"

/* What FXSAVE stores, at an address divisible by 16. */
struct fxsave_area {
	unsigned short cwd, swd, twd, fop;	/* twd: one bit per register, 1 in use */
	unsigned long fip, fcs, foo, fos;
	unsigned long mxcsr, mxcsr_mask;
	unsigned char st[8][16];
	unsigned char xmm[8][16];
	unsigned char unused[224];
};

struct fpu_state {
	bool used;		/* the task has executed an FPU instruction */
	bool loaded;		/* the CPU holds its registers; `regs` is out of date */
	struct fxsave_area regs __attribute__((aligned(16)));
};

/* Enable the FPU and SSE. At boot. Panics on a CPU that is too old. */
void fpu_init(void);
/* Serve the #NM trap: the task wants to use the FPU. Interrupts are off. (Linux: math_state_restore) */
void fpu_load(struct fpu_state *fpu);
/* Give the task initial registers if it has never used the FPU. */
void fpu_begin(struct fpu_state *fpu);
/* If the CPU holds the task's registers, store them in memory. */
void fpu_save(struct fpu_state *fpu);
/*
 * Store the task's registers in fpu->regs, and the x87 registers also at `to`, in the format of
 * FNSAVE (108 bytes). The CPU converts them.
 */
void fpu_fnsave(struct fpu_state *fpu, void *to);
/* fork: give the child a copy of the parent's registers. */
void fpu_copy(struct fpu_state *child, struct fpu_state *parent);
/* exec: return to the state in which the task has never used the FPU. */
void fpu_drop(struct fpu_state *fpu);

#endif
