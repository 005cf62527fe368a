/* SPDX-License-Identifier: GPL-2.0-only */
/* The start and the end of a program: what runs before main() and after it has returned. */
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ATEXIT_MAX	32

char **environ;
char *program_invocation_short_name = "";

static void (*atexit_functions[ATEXIT_MAX])(void);
static int atexit_count;

int main(int argc, char **argv, char **envp);
_Noreturn void __libc_start(long *stack);

/* crt0.asm calls this with the address of argc, as the kernel left it. */
void __libc_start(long *stack)
{
	int argc = *stack;
	char **argv = (char **)(stack + 1);
	char *slash;

	environ = argv + argc + 1;
	if (argc > 0) {
		slash = strrchr(argv[0], '/');
		program_invocation_short_name = slash ? slash + 1 : argv[0];
	}
	exit(main(argc, argv, environ));
}

int atexit(void (*function)(void))
{
	if (atexit_count == ATEXIT_MAX) {
		errno = ENOMEM;
		return -1;
	}
	atexit_functions[atexit_count++] = function;
	return 0;
}

/* Calls the functions of atexit, the last registered first, and then flushes all streams. */
void exit(int status)
{
	while (atexit_count > 0)
		atexit_functions[--atexit_count]();
	fflush(NULL);
	_exit(status);
}

void _exit(int status)
{
	for (;;)
		syscall(__NR_exit_group, status);
}

void _Exit(int status)
{
	_exit(status);
}

/* Ends the program by SIGABRT, even when it blocks that signal or has a handler for it. */
void abort(void)
{
	sigset_t only_abort;

	sigemptyset(&only_abort);
	sigaddset(&only_abort, SIGABRT);
	sigprocmask(SIG_UNBLOCK, &only_abort, NULL);
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	_exit(127);
}

void __assert_fail(const char *condition, const char *file, int line,
		   const char *function)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s:%d: %s: Assertion `%s' failed.\n",
		program_invocation_short_name, file, line, function, condition);
	abort();
}
