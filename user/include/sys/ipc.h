/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System V IPC: keys and permissions.
 *
 * Programs know one `struct ipc_perm`, with 32-bit ids. In the kernel's header it is ipc64_perm, and
 * `struct ipc_perm` is the older layout with 16-bit ids. Here the two names are exchanged.
 */
#ifndef _SYS_IPC_H
#define _SYS_IPC_H

#include <sys/types.h>

#define ipc_perm	old_ipc_perm
#include <uapi/ipc.h>
#undef ipc_perm
#define ipc_perm	ipc64_perm

#define __key		key	/* as other C libraries call these two */
#define __seq		seq

key_t ftok(const char *path, int id);

#endif
