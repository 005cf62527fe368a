/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories. getdents64 fills a buffer with as many entries as fit. readdir returns pointers into
 * that buffer and fills it again at its end: a struct dirent has the kernel's layout.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(offsetof(struct dirent, d_name) == offsetof(struct linux_dirent64, d_name),
	       "struct dirent has the kernel's layout");

struct __DIR {
	int	fd;
	int	pos;			/* the next entry in the buffer */
	int	end;
	char	buffer[2048] __attribute__((aligned(8)));
};

DIR *fdopendir(int fd)
{
	DIR *dir = malloc(sizeof(*dir));

	if (!dir)
		return NULL;
	dir->fd = fd;
	dir->pos = dir->end = 0;
	return dir;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (fd < 0)
		return NULL;
	dir = fdopendir(fd);
	if (!dir)
		close(fd);
	return dir;
}

/* Returns NULL at the end, with errno unchanged, and on an error. */
struct dirent *readdir(DIR *dir)
{
	struct dirent *entry;

	if (dir->pos >= dir->end) {
		int n = syscall(__NR_getdents64, dir->fd, dir->buffer, sizeof(dir->buffer));

		if (n <= 0)
			return NULL;
		dir->pos = 0;
		dir->end = n;
	}
	entry = (struct dirent *)(dir->buffer + dir->pos);
	dir->pos += entry->d_reclen;
	return entry;
}

void rewinddir(DIR *dir)
{
	lseek(dir->fd, 0, SEEK_SET);
	dir->pos = dir->end = 0;
}

int dirfd(DIR *dir)
{
	return dir->fd;
}

int closedir(DIR *dir)
{
	int result = close(dir->fd);

	free(dir);
	return result;
}
