/* SPDX-License-Identifier: GPL-2.0-only */
/* The FPU and SSE registers of a task, kept in its thread_struct while others use them. */
#ifndef KERNEL_CPU_FPU_H
#define KERNEL_CPU_FPU_H

#include "kernel/lib/types.h"

/* What FNSAVE stores: 80-bit registers packed, no SSE. */
struct fsave_area {
	unsigned long cwd, swd, twd, fip, fcs, foo, fos;
	unsigned char st[8][10];
};

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
	bool loaded;		/* its values are in the CPU; `regs` is out of date */
	union {
		struct fsave_area fsave;
		struct fxsave_area fxsave;
	} regs __attribute__((aligned(16)));
};

extern bool cpu_has_fxsr;	/* the CPU has FXSAVE, and regs.fxsave counts */

/* Switch the FPU on and find out what it can do. At boot. */
void fpu_init(void);
/* The #NM trap: the task wants to use the FPU. Interrupts are off. (Linux: math_state_restore) */
void fpu_load(struct fpu_state *fpu);
/* Give the task initial registers if it has never used the FPU. */
void fpu_begin(struct fpu_state *fpu);
/* Store the registers in memory if the CPU has them. */
void fpu_save(struct fpu_state *fpu);
/* fork: the child gets a copy of the parent's registers. */
void fpu_copy(struct fpu_state *child, struct fpu_state *parent);
/* exec: as if the task had never used the FPU. */
void fpu_drop(struct fpu_state *fpu);

#endif
