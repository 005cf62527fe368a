/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error numbers, as in Linux's <asm-generic/errno-base.h> and <asm-generic/errno.h>. A system call
 * that fails returns the negated number in eax; the C library stores the number in `errno` and
 * returns -1.
 */
#ifndef _UAPI_ERRNO_H
#define _UAPI_ERRNO_H

#define EPERM		1	/* only the owner or root may do this */
#define ENOENT		2	/* no such file, or no segment with that key */
#define ESRCH		3	/* no such process */
#define EINTR		4	/* a signal interrupted the call before it did anything */
#define EIO		5	/* the device failed */
#define ENXIO		6	/* no such device or address */
#define E2BIG		7	/* too many arguments, or too long a list */
#define ENOEXEC		8	/* not a program */
#define EBADF		9	/* not an open file descriptor */
#define ECHILD		10	/* no child to wait for */
#define EAGAIN		11	/* the call would have to wait, or a limit is reached */
#define EWOULDBLOCK	EAGAIN
#define ENOMEM		12	/* out of memory or address space */
#define EACCES		13	/* the permission bits forbid it */
#define EFAULT		14	/* an address is not mapped, or not for this access */
#define ENOTBLK		15	/* not a block device */
#define EBUSY		16	/* in use */
#define EEXIST		17	/* exists already */
#define EXDEV		18	/* a link across file systems */
#define ENODEV		19	/* no such device, or it cannot do this */
#define ENOTDIR		20	/* not a directory */
#define EISDIR		21	/* is a directory */
#define EINVAL		22	/* an argument is invalid */
#define ENFILE		23	/* too many open files in the system */
#define EMFILE		24	/* too many open files in this process */
#define ENOTTY		25	/* not a terminal, or an unknown ioctl */
#define ETXTBSY		26	/* the program is being written */
#define EFBIG		27	/* file too large */
#define ENOSPC		28	/* no room: disk, segments, slots */
#define ESPIPE		29	/* a pipe has no position to seek to */
#define EROFS		30	/* read-only file system */
#define EMLINK		31	/* too many links */
#define EPIPE		32	/* no process has this pipe open for reading */
#define EDOM		33	/* argument outside a function's domain */
#define ERANGE		34	/* result does not fit */
#define EDEADLK		35	/* the call would wait for ever */
#define ENAMETOOLONG	36	/* name too long */
#define ENOLCK		37	/* no locks left */
#define ENOSYS		38	/* no such system call */
#define ENOTEMPTY	39	/* directory not empty */
#define ELOOP		40	/* too many symbolic links */
#define ENOMSG		42	/* no message of that type */
#define EIDRM		43	/* the segment, set or queue was removed */
#define ENODATA		61	/* no data */
#define ETIME		62	/* timer ran out */
#define EPROTO		71	/* protocol error */
#define EBADMSG		74	/* not a message of this kind */
#define EOVERFLOW	75	/* value too large for its type */
#define EILSEQ		84	/* not a valid character */
#define ENOTSOCK	88	/* not a socket */
#define EMSGSIZE	90	/* message too long */
#define EOPNOTSUPP	95	/* not supported here */
#define ENOTSUP		EOPNOTSUPP
#define EAFNOSUPPORT	97	/* no such address family */
#define EADDRINUSE	98	/* address in use */
#define ECONNRESET	104	/* connection reset */
#define ENOBUFS		105	/* no buffers left */
#define ETIMEDOUT	110	/* took too long */
#define ECONNREFUSED	111	/* connection refused */
#define EALREADY	114	/* already under way */
#define EINPROGRESS	115	/* under way */
#define ECANCELED	125	/* cancelled */

#endif
