/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests of the ioctl call: all of them concern terminals or pipes. */
#ifndef _UAPI_IOCTLS_H
#define _UAPI_IOCTLS_H

#define TCGETS		0x5401		/* read the struct termios */
#define TCSETS		0x5402		/* set it now */
#define TCSETSW		0x5403		/* ... when the output is out */
#define TCSETSF		0x5404		/* ... and drop unread input */
#define TCSBRK		0x5409
#define TCXONC		0x540A
#define TCFLSH		0x540B		/* drop unread input or unsent output */
#define TIOCEXCL	0x540C
#define TIOCNXCL	0x540D
#define TIOCSCTTY	0x540E		/* make this my session's terminal */
#define TIOCGPGRP	0x540F		/* which process group is in front? */
#define TIOCSPGRP	0x5410		/* put one in front */
#define TIOCOUTQ	0x5411
#define TIOCGWINSZ	0x5413		/* rows and columns */
#define TIOCSWINSZ	0x5414
#define FIONREAD	0x541B		/* how many bytes could be read? */
#define TIOCINQ		FIONREAD
#define FIONBIO		0x5421
#define TIOCNOTTY	0x5422		/* give up my terminal */
#define TIOCGSID	0x5429

#endif
