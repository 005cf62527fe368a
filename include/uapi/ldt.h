/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A segment descriptor as set_thread_area takes it, as in Linux's <asm/ldt.h>. C libraries of today
 * keep the data of a thread in such a segment, and its selector in %gs.
 */
#ifndef _UAPI_LDT_H
#define _UAPI_LDT_H

struct user_desc {
	unsigned int	entry_number;	/* -1: the kernel chooses one and writes it here */
	unsigned int	base_addr;
	unsigned int	limit;
	unsigned int	seg_32bit : 1;
	unsigned int	contents : 2;	/* 0 data, 1 grows down, 2 code */
	unsigned int	read_exec_only : 1;
	unsigned int	limit_in_pages : 1;
	unsigned int	seg_not_present : 1;
	unsigned int	useable : 1;
};

_Static_assert(sizeof(struct user_desc) == 16, "user_desc: i386 ABI");

#endif
