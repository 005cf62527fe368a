/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests of the ioctl call for terminals and pipes. Mirrors Linux's <asm-generic/ioctls.h>. */
#ifndef _UAPI_IOCTLS_H
#define _UAPI_IOCTLS_H

#define TCGETS		0x5401		/* read the struct termios */
#define TCSETS		0x5402		/* set it now */
#define TCSETSW		0x5403		/* ... after all output is written */
#define TCSETSF		0x5404		/* ... and discard unread input */
#define TCSBRK		0x5409
#define TCXONC		0x540A
#define TCFLSH		0x540B		/* discard unread input or unsent output */
#define TIOCEXCL	0x540C
#define TIOCNXCL	0x540D
#define TIOCSCTTY	0x540E		/* make this the session's controlling terminal */
#define TIOCGPGRP	0x540F		/* get the foreground process group */
#define TIOCSPGRP	0x5410		/* set it */
#define TIOCOUTQ	0x5411
#define TIOCGWINSZ	0x5413		/* rows and columns */
#define TIOCSWINSZ	0x5414
#define FIONREAD	0x541B		/* number of bytes that can be read */
#define TIOCINQ		FIONREAD
#define FIONBIO		0x5421
#define TIOCNOTTY	0x5422		/* give up the controlling terminal */
#define TIOCGSID	0x5429

#endif
