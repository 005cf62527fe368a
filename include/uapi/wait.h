/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options of waitpid and wait4, as in Linux's <linux/wait.h>, and the status word that they store:
 *
 *	 15          8  7  6         0
 *	[ exit status | 0 |     0     ]	ended by exit
 *	[      0      |core|  signal  ]	killed by a signal
 *	[   signal    | 0 |   0x7f    ]	stopped by a signal
 *	[        0xffff               ]	continued
 */
#ifndef _UAPI_WAIT_H
#define _UAPI_WAIT_H

#define WNOHANG		0x00000001	/* do not wait */
#define WUNTRACED	0x00000002	/* report stopped children, too */
#define WSTOPPED	WUNTRACED
#define WEXITED		0x00000004
#define WCONTINUED	0x00000008	/* report continued children, too */
#define WNOWAIT		0x01000000
#define __WNOTHREAD	0x20000000
#define __WALL		0x40000000
#define __WCLONE	0x80000000

#endif
