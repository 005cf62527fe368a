/* SPDX-License-Identifier: GPL-2.0-only */
/* A page fault, from its address to its result. */
#ifndef MM_FAULT_H
#define MM_FAULT_H

#include "mm/mm.h"

enum fault_result {
	FAULT_HANDLED,
	FAULT_MAPERR,		/* no area there: SIGSEGV, SEGV_MAPERR */
	FAULT_ACCERR,		/* the area forbids it: SIGSEGV, SEGV_ACCERR */
	FAULT_SIGBUS,		/* the object behind it has no such page */
	FAULT_OOM,		/* no frame left */
};
/* Error code of a page fault, as the CPU pushes it. */
#define PF_PROT		1	/* 0: not present, 1: present but forbidden */
#define PF_WRITE	2
#define PF_USER		4
/* The whole way for a fault of current: takes mmap_sem. An address of the kernel is FAULT_MAPERR. */
enum fault_result do_page_fault(unsigned long address, unsigned long error_code);

#endif
