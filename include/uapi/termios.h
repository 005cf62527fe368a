/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The modes of a terminal: four words of flags, and the special characters. Mirrors Linux's
 * <asm-generic/termbits.h> and <asm-generic/termios.h>. Our C library uses the same layout.
 */
#ifndef _UAPI_TERMIOS_H
#define _UAPI_TERMIOS_H

#include <uapi/ioctls.h>

typedef unsigned char	cc_t;
typedef unsigned int	speed_t;
typedef unsigned int	tcflag_t;

#define NCCS 19
struct termios {
	tcflag_t	c_iflag;	/* processing of input */
	tcflag_t	c_oflag;	/* processing of output */
	tcflag_t	c_cflag;	/* the line itself */
	tcflag_t	c_lflag;	/* line editing, echo, signals */
	cc_t		c_line;		/* line discipline: 0 */
	cc_t		c_cc[NCCS];	/* special characters, by the indices below */
};

struct winsize {
	unsigned short	ws_row;
	unsigned short	ws_col;
	unsigned short	ws_xpixel;
	unsigned short	ws_ypixel;
};

/* Indices into c_cc, and their usual characters. */
#define VINTR		0		/* ^C: SIGINT */
#define VQUIT		1		/* ^\: SIGQUIT */
#define VERASE		2		/* DEL: erase a character */
#define VKILL		3		/* ^U: erase the line */
#define VEOF		4		/* ^D: end of file */
#define VTIME		5		/* without ICANON: read() waits for this time, ... */
#define VMIN		6		/* ... for this number of characters */
#define VSWTC		7
#define VSTART		8		/* ^Q */
#define VSTOP		9		/* ^S */
#define VSUSP		10		/* ^Z: SIGTSTP */
#define VEOL		11
#define VREPRINT	12		/* ^R: print the line again */
#define VDISCARD	13
#define VWERASE		14		/* ^W: erase a word */
#define VLNEXT		15		/* ^V: take the next character literally */
#define VEOL2		16

/* c_iflag */
#define IGNBRK		0000001
#define BRKINT		0000002
#define IGNPAR		0000004
#define PARMRK		0000010
#define INPCK		0000020
#define ISTRIP		0000040
#define INLCR		0000100		/* NL becomes CR */
#define IGNCR		0000200		/* CR is dropped */
#define ICRNL		0000400		/* CR becomes NL */
#define IUCLC		0001000
#define IXON		0002000		/* ^S and ^Q hold and release output */
#define IXANY		0004000
#define IXOFF		0010000
#define IMAXBEL		0020000
#define IUTF8		0040000

/* c_oflag */
#define OPOST		0000001		/* without it, bytes pass unchanged */
#define OLCUC		0000002
#define ONLCR		0000004		/* NL becomes CR NL */
#define OCRNL		0000010
#define ONOCR		0000020
#define ONLRET		0000040

/* c_cflag */
#define CBAUD		0010017
#define B0		0000000
#define B9600		0000015
#define B19200		0000016
#define B38400		0000017
#define B115200		0010002
#define CSIZE		0000060
#define CS5		0000000
#define CS6		0000020
#define CS7		0000040
#define CS8		0000060
#define CSTOPB		0000100
#define CREAD		0000200
#define PARENB		0000400
#define PARODD		0001000
#define HUPCL		0002000
#define CLOCAL		0004000
#define CRTSCTS		020000000000

/* c_lflag */
#define ISIG		0000001		/* ^C, ^\ and ^Z send signals */
#define ICANON		0000002		/* input is read in edited lines */
#define ECHO		0000010
#define ECHOE		0000020		/* erase the character on the screen, too */
#define ECHOK		0000040		/* show that the line is erased */
#define ECHONL		0000100
#define NOFLSH		0000200
#define TOSTOP		0000400		/* background output stops its writer */
#define ECHOCTL		0001000		/* show control characters as ^X */
#define ECHOPRT		0002000
#define ECHOKE		0004000
#define IEXTEN		0100000

/* tcflow, tcflush, tcsetattr */
#define TCOOFF		0
#define TCOON		1
#define TCIOFF		2
#define TCION		3
#define TCIFLUSH	0
#define TCOFLUSH	1
#define TCIOFLUSH	2
#define TCSANOW		0
#define TCSADRAIN	1
#define TCSAFLUSH	2

_Static_assert(sizeof(struct termios) == 36, "termios: i386 ABI");

#endif
