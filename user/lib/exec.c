/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starting programs: execve and its convenient relatives.
 *
 *	l	the arguments are those of the function, with NULL at the end
 *	v	they are in an array
 *	p	the program is looked for in $PATH
 *	e	with an environment of its own
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEFAULT_PATH	"/bin:/sbin"
#define MAX_ARGS	256		/* in the forms with an l */

int execve(const char *path, char *const argv[], char *const envp[])
{
	return syscall(SYS_execve, path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

/*
 * Try one directory after the other. "No such file" and "not a directory"
 * mean: go on; "permission denied" too, but it is what is reported in the end.
 */
int execvpe(const char *name, char *const argv[], char *const envp[])
{
	const char *dir = getenv("PATH");
	int denied = 0;
	char path[4096];

	if (strchr(name, '/'))
		return execve(name, argv, envp);
	if (!dir)
		dir = DEFAULT_PATH;
	errno = ENOENT;
	while (*name) {
		size_t n = strchrnul(dir, ':') - dir;

		if (n + 1 + strlen(name) < sizeof(path)) {
			memcpy(path, dir, n);
			path[n] = '/';
			strcpy(path + n + (n > 0), name);	/* no directory: this one */
			execve(path, argv, envp);
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

int execvp(const char *name, char *const argv[])
{
	return execvpe(name, argv, environ);
}

/* Put the arguments into ARGV; 0, or -1 when there are too many. */
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
	return result ? result : execve(path, argv, environ);
}

int execlp(const char *name, const char *arg, ...)
{
	char *argv[MAX_ARGS];
	va_list args;
	int result;

	va_start(args, arg);
	result = collect(argv, arg, &args);
	va_end(args);
	return result ? result : execvpe(name, argv, environ);
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
