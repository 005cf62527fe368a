/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory: mappings and the break. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE_SHIFT	12

/* The kernel takes the offset in pages, so that it fits into a register. */
void *mmap(void *addr, size_t size, int prot, int flags, int fd, off_t offset)
{
	if (offset < 0 || (offset & ((1 << PAGE_SHIFT) - 1))) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	return (void *)syscall(__NR_mmap2, addr, size, prot, flags, fd,
			       (unsigned long)(offset >> PAGE_SHIFT));
}

int munmap(void *addr, size_t size)
{
	return syscall(__NR_munmap, addr, size);
}

int mprotect(void *addr, size_t size, int prot)
{
	return syscall(__NR_mprotect, addr, size, prot);
}

/* With MREMAP_FIXED the new address follows. */
void *mremap(void *old, size_t old_size, size_t new_size, int flags, ...)
{
	void *new = NULL;
	va_list args;

	if (flags & MREMAP_FIXED) {
		va_start(args, flags);
		new = va_arg(args, void *);
		va_end(args);
	}
	return (void *)syscall(__NR_mremap, old, old_size, new_size, flags, new);
}

/* The system call returns the break after the call. On failure that is the old one. */
int brk(void *end)
{
	if ((void *)syscall(__NR_brk, end) != end) {
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void *sbrk(intptr_t increment)
{
	char *old = (char *)syscall(__NR_brk, 0);

	if (increment != 0 && brk(old + increment) < 0)
		return (void *)-1;
	return old;
}

int msync(void *addr, size_t size, int flags)
{
	return syscall(__NR_msync, addr, size, flags);
}

/* The path of a shared memory object, which is a file in /dev/shm; NULL with EINVAL. The name has no slash but a first one. */
static char *object_path(char *path, size_t size, const char *name)
{
	while (*name == '/')
		name++;
	if (!*name || strchr(name, '/') || strlen(name) > NAME_MAX) {
		errno = EINVAL;
		return NULL;
	}
	snprintf(path, size, "/dev/shm/%s", name);
	return path;
}

int shm_open(const char *name, int flags, mode_t mode)
{
	char path[NAME_MAX + 16];

	return object_path(path, sizeof(path), name) ? open(path, flags | O_NOFOLLOW | O_CLOEXEC, mode) : -1;
}

int shm_unlink(const char *name)
{
	char path[NAME_MAX + 16];

	return object_path(path, sizeof(path), name) ? unlink(path) : -1;
}
