/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC: what segments, semaphores and message queues have in common. Mirrors Linux's
 * <linux/ipc.h> and <asm-generic/ipcbuf.h>.
 *
 * One system call, ipc (117), carries all operations:
 *
 *	eax = 117
 *	ebx = version << 16 | operation		(SHMAT, SHMGET, ... below)
 *	ecx, edx, esi, edi, ebp = first, second, third, ptr, fifth
 *
 * The calls 393 to 402 carry one operation each.
 *
 * There are two layouts of an object's permissions: the old one with 16-bit ids, and one with 32-bit
 * ids, which a program requests by IPC_64 in the command. As in Linux, `struct ipc_perm` is the old
 * layout. (In the C library's <sys/ipc.h> that name means the new one.)
 */
#ifndef _UAPI_IPC_H
#define _UAPI_IPC_H

#include <uapi/types.h>

#define IPC_PRIVATE	((__kernel_key_t)0)	/* create an object without a key */

/* Flags of the ...get calls, above the nine permission bits. */
#define IPC_CREAT	01000		/* create the object when the key is unknown */
#define IPC_EXCL	02000		/* with IPC_CREAT: fail when the key is known */
#define IPC_NOWAIT	04000		/* do not wait */

/* Commands of the ...ctl calls. */
#define IPC_RMID	0		/* remove */
#define IPC_SET		1		/* change owner and permissions */
#define IPC_STAT	2		/* report one object */
#define IPC_INFO	3		/* report the limits */

#define IPC_64		0x100		/* OR-ed into a command: use the new layouts */
#define IPC_OLD		0

/* Operations of the ipc system call. */
#define SEMOP		1
#define SEMGET		2
#define SEMCTL		3
#define SEMTIMEDOP	4
#define MSGSND		11
#define MSGRCV		12
#define MSGGET		13
#define MSGCTL		14
#define SHMAT		21
#define SHMDT		22
#define SHMGET		23
#define SHMCTL		24

#define IPCCALL(version, op)	((version) << 16 | (op))

/*
 *	old, 16 bytes				new, 36 bytes
 *	 0  key					 0  key
 *	 4  uid   |  gid			 4  uid
 *	 8  cuid  |  cgid			 8  gid
 *	12  mode  |  seq			12  cuid
 *						16  cgid
 *						20  mode  |  (pad)
 *						24  seq   |  (pad)
 *						28  unused, unused
 */
struct ipc_perm {
	__kernel_key_t	key;
	__kernel_uid_t	uid;		/* owner */
	__kernel_gid_t	gid;
	__kernel_uid_t	cuid;		/* creator */
	__kernel_gid_t	cgid;
	__kernel_mode_t	mode;
	unsigned short	seq;
};

struct ipc64_perm {
	__kernel_key_t	key;
	__kernel_uid32_t uid;
	__kernel_gid32_t gid;
	__kernel_uid32_t cuid;
	__kernel_gid32_t cgid;
	__kernel_mode_t	mode;
	unsigned short	__pad1;
	unsigned short	seq;
	unsigned short	__pad2;
	unsigned long	__unused1;
	unsigned long	__unused2;
};

_Static_assert(sizeof(struct ipc_perm) == 16, "ipc_perm: i386 ABI");
_Static_assert(sizeof(struct ipc64_perm) == 36, "ipc64_perm: i386 ABI");
_Static_assert(offsetof(struct ipc64_perm, mode) == 20, "ipc64_perm.mode");
_Static_assert(offsetof(struct ipc64_perm, seq) == 24, "ipc64_perm.seq");

#endif
