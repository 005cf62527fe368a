/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starting programs: execve and the functions built on it. The letters of a name mean
 *
 *	l	the program's arguments are listed in the call, with NULL after the last
 *	v	they are in an array
 *	p	the program is looked for in $PATH
 *	e	the program gets another environment
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEFAULT_PATH	"/bin:/sbin"
#define MAX_ARGS	256		/* of execl, execlp and execle */

int execve(const char *path, char *const argv[], char *const envp[])
{
	return syscall(__NR_execve, path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

/*
 * Look for NAME in each directory of $PATH and start it. A directory in which it is missing or may
 * not be executed is passed over. Of these two reasons, EACCES is the one reported in the end.
 */
int execvp(const char *name, char *const argv[])
{
	const char *dir = getenv("PATH");
	int denied = 0;
	char path[4096];

	if (strchr(name, '/'))
		return execv(name, argv);
	if (!dir)
		dir = DEFAULT_PATH;
	errno = ENOENT;
	while (*name) {
		size_t n = strchrnul(dir, ':') - dir;

		if (n + 1 + strlen(name) < sizeof(path)) {
			memcpy(path, dir, n);
			path[n] = '/';
			strcpy(path + n + (n > 0), name);	/* n is 0: the current directory */
			execv(path, argv);
			if (errno == EACCES)
				denied = 1;
			else if (errno != ENOENT && errno != ENOTDIR)
				return -1;
		}
		if (!dir[n])
			break;
		dir += n + 1;
	}
	if (denied)
		errno = EACCES;
	return -1;
}

/* Copies FIRST and ARGS up to the NULL into ARGV. Returns 0, or -1 when they do not fit (E2BIG). */
static int collect(char *argv[MAX_ARGS], const char *first, va_list *args)
{
	int n = 0;

	argv[0] = (char *)first;
	while (argv[n]) {
		if (++n == MAX_ARGS) {
			errno = E2BIG;
			return -1;
		}
		argv[n] = va_arg(*args, char *);
	}
	return 0;
}

int execl(const char *path, const char *arg, ...)
{
	char *argv[MAX_ARGS];
	va_list args;
	int result;

	va_start(args, arg);
	result = collect(argv, arg, &args);
	va_end(args);
	return result ? result : execv(path, argv);
}

int execlp(const char *name, const char *arg, ...)
{
	char *argv[MAX_ARGS];
	va_list args;
	int result;

	va_start(args, arg);
	result = collect(argv, arg, &args);
	va_end(args);
	return result ? result : execvp(name, argv);
}

int execle(const char *path, const char *arg, ...)
{
	char *argv[MAX_ARGS];
	char **envp;
	va_list args;
	int result;

	va_start(args, arg);
	result = collect(argv, arg, &args);
	envp = result ? NULL : va_arg(args, char **);
	va_end(args);
	return result ? result : execve(path, argv, envp);
}
