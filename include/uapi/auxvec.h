/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The auxiliary vector, as in Linux's <linux/auxvec.h>: what the kernel passes to a new program in
 * addition to arguments and environment. Pairs (type, value) lie above the environment on the stack:
 *
 *	high	strings, 16 random bytes, ...
 *		AT_NULL, 0
 *		...
 *		AT_PHDR, address
 *		NULL
 *		envp[0] ...
 *		NULL
 *		argv[0] ...
 *	esp ->	argc
 */
#ifndef _UAPI_AUXVEC_H
#define _UAPI_AUXVEC_H

#define AT_NULL		0	/* the end of the vector */
#define AT_IGNORE	1
#define AT_EXECFD	2
#define AT_PHDR		3	/* address of the program headers */
#define AT_PHENT	4	/* size of one program header */
#define AT_PHNUM	5	/* number of program headers */
#define AT_PAGESZ	6
#define AT_BASE		7	/* address of the dynamic loader: 0 here */
#define AT_FLAGS	8
#define AT_ENTRY	9	/* address of the first instruction */
#define AT_NOTELF	10
#define AT_UID		11
#define AT_EUID		12
#define AT_GID		13
#define AT_EGID		14
#define AT_PLATFORM	15	/* "i686" */
#define AT_HWCAP	16	/* CPUID's feature word */
#define AT_CLKTCK	17	/* ticks in a second, for times() */
#define AT_SECURE	23	/* 1 in a set-user-id program */
#define AT_RANDOM	25	/* address of 16 random bytes */
#define AT_HWCAP2	26
#define AT_EXECFN	31	/* the path given to execve */
#define AT_SYSINFO	32
#define AT_SYSINFO_EHDR	33

#endif
