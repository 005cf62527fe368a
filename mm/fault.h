/* SPDX-License-Identifier: GPL-2.0-only */
/* A page fault, from its address to its result. */
#ifndef MM_FAULT_H
#define MM_FAULT_H

#include "mm/mm.h"

enum fault_result {
	FAULT_HANDLED,
	FAULT_MAPERR,		/* there is no area: SIGSEGV, SEGV_MAPERR */
	FAULT_ACCERR,		/* the area forbids it: SIGSEGV, SEGV_ACCERR */
	FAULT_SIGBUS,		/* the mapped object has no such page */
	FAULT_OOM,		/* no frame left */
};
/* Error code of a page fault, as the CPU pushes it. */
#define PF_PROT		1	/* 0: not present, 1: present but forbidden */
#define PF_WRITE	2
#define PF_USER		4

/*
 * Handle a page fault of current at address. Takes mmap_sem and may sleep. For an address of
 * the kernel the result is FAULT_MAPERR. (Linux: do_page_fault)
 */
enum fault_result do_page_fault(unsigned long address, unsigned long error_code);

#endif
