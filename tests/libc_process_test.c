/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions of the C library for a process do what their headers say: its arguments and memory,
 * signals, children, other programs.
 *
 * The tests of the C library use only its headers, so they also run with another C library on any
 * Linux. It needs /bin/sh and /bin/echo.
 */
#include "tap.h"

#include <limits.h>
#include <setjmp.h>
#include <sys/time.h>

static void test_environment(int argc, char **argv)
{
	char *args[] = { "prog", "-a", "-bvalue", "-c", "other", "-ac", "x", "rest", NULL };
	char seen[32] = "", *b = NULL, *c = NULL;
	int option;

	ok(argc == 1 && strstr(argv[0], "libc_process_test") && argv[1] == NULL, "main gets argc and argv");
	ok(setenv("SAMEPAGE", "1", 1) == 0 && strcmp(getenv("SAMEPAGE"), "1") == 0,
	   "getenv returns what setenv has set");
	setenv("SAMEPAGE", "2", 0);
	ok(strcmp(getenv("SAMEPAGE"), "1") == 0, "setenv overwrites only when asked");
	ok(unsetenv("SAMEPAGE") == 0 && !getenv("SAMEPAGE"), "unsetenv removes a variable");

	while ((option = getopt(8, args, "ab:c:")) != -1) {
		strncat(seen, &(char){ option }, 1);
		if (option == 'b')
			b = optarg;
		if (option == 'c')
			c = optarg;
	}
	ok(!strcmp(seen, "abcac") && !strcmp(b, "value") && !strcmp(c, "x") &&
	   optind == 7 && !strcmp(args[optind], "rest"), "getopt finds single options, joined ones, and values");
}

static void test_malloc(void)
{
	volatile size_t much = 0xffff0000, squared = 0x10001;
	void *volatile refused;
	char *block[64], *p;
	int i, round, intact = 1, aligned = 1;

	for (round = 0; round < 20; round++) {
		for (i = 0; i < 64; i++) {
			block[i] = malloc(i * 37 + 1);
			aligned &= (uintptr_t)block[i] % 8 == 0;
			memset(block[i], i, i * 37 + 1);
		}
		for (i = 0; i < 64; i += 2)
			free(block[i]);
		for (i = 1; i < 64; i += 2) {
			intact &= block[i][0] == i && block[i][i * 37] == i;
			free(block[i]);
		}
	}
	ok(aligned && intact, "malloc: blocks are aligned and do not overlap");
	p = sbrk(0);
	for (i = 0; i < 1000; i++)
		free(malloc(100 + i));
	ok(sbrk(0) == (void *)p, "malloc uses freed memory again");
	p = calloc(100, 10);
	for (i = 0; i < 1000; i++)
		intact &= p[i] == 0;
	ok(intact, "calloc returns zeroed memory");
	strcpy(p, "kept");
	p = realloc(p, 20000);
	ok(strcmp(p, "kept") == 0, "realloc keeps the content");
	free(p);
	refused = malloc(much);
	ok(refused == NULL && errno == ENOMEM, "malloc of too much: ENOMEM");
	refused = calloc(squared, squared);
	ok(refused == NULL, "calloc refuses a product that overflows");
}

static volatile sig_atomic_t got_signal, got_code;
static void *volatile got_address;

static void on_signal(int sig)
{
	got_signal = sig;
}

static sigjmp_buf out_of_handler;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	got_signal = sig;
	got_code = info->si_code;
	got_address = info->si_addr;
	siglongjmp(out_of_handler, 1);
}

static void test_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal }, old;
	struct itimerval soon = { .it_value = { 0, 20000 } };
	sigset_t set, pending;
	char *page;

	ok(sigaction(SIGUSR1, &act, NULL) == 0 && raise(SIGUSR1) == 0 && got_signal == SIGUSR1,
	   "sigaction: the handler has run when raise returns");
	ok(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == on_signal,
	   "sigaction returns the handler");

	got_signal = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	sigpending(&pending);
	ok(got_signal == 0 && sigismember(&pending, SIGUSR1) == 1, "a blocked signal stays pending");
	sigemptyset(&set);
	ok(sigsuspend(&set) == -1 && errno == EINTR && got_signal == SIGUSR1,
	   "sigsuspend delivers the pending signal");

	signal(SIGALRM, on_signal);
	setitimer(ITIMER_REAL, &soon, NULL);
	pause();
	ok(got_signal == SIGALRM, "setitimer sends SIGALRM, which ends pause");

	page = mmap(NULL, 4096, PROT_READ, ANON, -1, 0);
	act.sa_sigaction = on_fault;
	act.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &act, NULL);
	if (sigsetjmp(out_of_handler, 1) == 0)
		*(volatile char *)page = 1;
	ok(got_signal == SIGSEGV && got_address == page && got_code == SEGV_ACCERR,
	   "a SIGSEGV handler gets address and cause, and may jump out");
	sigprocmask(SIG_BLOCK, NULL, &set);
	ok(sigismember(&set, SIGSEGV) == 0, "siglongjmp restores the mask");
	signal(SIGSEGV, SIG_DFL);
	ok(munmap(page, 4096) == 0, "munmap succeeds");
}

static int jump(int value)
{
	jmp_buf env;
	volatile int times = 0;
	int result = setjmp(env);

	if (times++ == 0)
		longjmp(env, value);
	return result;
}

static void test_processes(void)
{
	int status, ends[2], n;
	char text[32];
	pid_t pid;

	ok(jump(5) == 5 && jump(0) == 1, "longjmp: setjmp returns the value, and 1 for 0");

	pid = fork();
	if (pid == 0)
		_exit(42);
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 42,
	   "waitpid returns a child's exit status");
	pid = fork();
	if (pid == 0) {
		pause();
		_exit(0);
	}
	ok(waitpid(pid, &status, WNOHANG) == 0, "waitpid: WNOHANG does not wait");
	kill(pid, SIGTERM);
	ok(wait(&status) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM,
	   "wait returns the signal that killed a child");
	ok(wait(NULL) == -1 && errno == ECHILD, "wait without children: ECHILD");

	pid = fork();
	if (pid == 0) {
		fclose(stderr);
		abort();
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "abort kills by SIGABRT");

	pid = vfork();
	if (pid == 0)
		_exit(3);
	ok(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 3, "vfork starts a child");

	pipe(ends);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		execlp("echo", "echo", "from", "echo", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	n = read(ends[0], text, sizeof(text));
	close(ends[0]);
	waitpid(pid, NULL, 0);
	ok(n == 10 && !memcmp(text, "from echo\n", 10), "a program started by execlp writes to a pipe set by dup2");
	errno = 0;
	ok(execv("/none", (char *[]){ "none", NULL }) == -1 && errno == ENOENT,
	   "execv of a file that does not exist: ENOENT");
}

static void test_shell(void)
{
	char line[32] = "";
	FILE *f;

	ok(WEXITSTATUS(system("exit 7")) == 7, "system returns the command's exit status");
	f = popen("echo Hello", "r");
	ok(f && fgets(line, sizeof(line), f) && !strcmp(line, "Hello\n") && pclose(f) == 0,
	   "popen returns a stream with the command's output");
}

int main(int argc, char *argv[])
{
	test_environment(argc, argv);
	test_malloc();
	test_signals();
	test_processes();
	test_shell();
	return done_testing();
}
