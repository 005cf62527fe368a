/* SPDX-License-Identifier: GPL-2.0-only */
/* Mappings. */
#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <sys/types.h>
#include <uapi/mman.h>

#define MAP_FAILED	((void *)-1)

void *mmap(void *addr, size_t size, int prot, int flags, int fd, off_t offset);
int munmap(void *addr, size_t size);
int mprotect(void *addr, size_t size, int prot);
void *mremap(void *old, size_t old_size, size_t new_size, int flags, ...);

/* POSIX shared memory: a file in /dev/shm, which ftruncate() sizes and mmap() maps */
int shm_open(const char *name, int flags, mode_t mode);
int shm_unlink(const char *name);

int msync(void *addr, size_t size, int flags);
int mlock(const void *addr, size_t size);
int munlock(const void *addr, size_t size);
int mlockall(int flags);
int munlockall(void);

#endif
