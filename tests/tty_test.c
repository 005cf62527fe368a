/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several processes at one terminal: readers and writers that wait for each other, job control, and
 * the end of a session. (tests/suite/console.py types at it.)
 */
#include "tap.h"

#include <sys/ioctl.h>
#include <termios.h>

#ifndef TIOCSPTLCK
#define TIOCSPTLCK	0x40045431	/* Linux: unlock the other side of /dev/ptmx */
#define TIOCGPTN	0x80045430	/* Linux: its number */
#endif

static char byte;

static void on_alarm(int sig)
{
	(void)sig;
}

/* The terminal: on Linux, one that no other process uses. */
static int open_terminal(int flags)
{
	static char name[32] = "/dev/console";
	int master, number, unlock = 0;

	if (!on_samepage() && name[5] == 'c') {
		master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
		ioctl(master, TIOCSPTLCK, &unlock);
		expect(ioctl(master, TIOCGPTN, &number) == 0);
		snprintf(name, sizeof(name), "/dev/pts/%d", number);
	}
	return open(name, O_RDWR | O_NOCTTY | flags);
}

/* Wait until a process sleeps, and let it sleep for a while. */
static void until_asleep(pid_t pid)
{
	const struct timespec little = { 0, 20 * 1000 * 1000 };
	char name[40], text[200], *state;
	int fd, n;

	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	do {
		nanosleep(&little, NULL);
		fd = open(name, O_RDONLY);
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
		expect(n > 0);
		text[n] = '\0';
		state = strchr(text, ')') + 2;
	} while (*state == 'R');
	nanosleep(&little, NULL);
}

/* Start a session at the terminal. Its leader must end before the next one starts. */
static int begin_session(void)
{
	int terminal;

	expect(setsid() == getpid());
	terminal = open_terminal(0);
	expect(terminal >= 0);
	expect(ioctl(terminal, TIOCSCTTY, 1) == 0);
	return terminal;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	wait_for(pid);
}

static void readers(void)
{
	int terminal = begin_session(), nonblocking = open_terminal(O_NONBLOCK), status;
	pid_t first = start_child({ read(terminal, &byte, 1); }), second;

	until_asleep(first);
	alarm(5);			/* ends what waits for ever */
	expect_errno(read(nonblocking, &byte, 1), EAGAIN);
	second = start_child({
		setpgid(0, 0);
		read(terminal, &byte, 1);
	});
	expect(waitpid(second, &status, WUNTRACED) == second && status == (SIGTTIN << 8 | 0x7f));
	alarm(0);
	end(second);
	end(first);
}

static void settings(void)
{
	int terminal = begin_session(), status;
	struct termios modes;
	pid_t child;

	expect(ioctl(terminal, TCGETS, &modes) == 0);
	alarm(5);
	for (int call = 0; call < 2; call++) {
		child = start_child({
			setpgid(0, 0);
			if (call)
				tcsetpgrp(terminal, getpgrp());
			else
				ioctl(terminal, TCSETS, &modes);
		});
		expect(waitpid(child, &status, WUNTRACED) == child && status == (SIGTTOU << 8 | 0x7f));
		end(child);
	}
	child = start_child({
		setpgid(0, 0);
		signal(SIGTTOU, SIG_IGN);
		expect(ioctl(terminal, TCSETS, &modes) == 0);
		expect(tcsetpgrp(terminal, getppid()) == 0);
	});
	expect(wait_for(child) == 0);
	alarm(0);
}

static void writers(void)
{
	int terminal = begin_session(), nonblocking = open_terminal(O_NONBLOCK);
	pid_t writer;

	expect(ioctl(terminal, TCXONC, TCOOFF) == 0);
	writer = start_child({ expect(write(terminal, "#\n", 2) == 2); });
	until_asleep(writer);
	alarm(5);
	expect_errno(write(nonblocking, "#\n", 2), EAGAIN);
	alarm(0);
	expect(ioctl(terminal, TCXONC, TCOON) == 0);
	expect(wait_for(writer) == 0);
}

/* The leader ends while a job of two processes has the foreground; one of them is stopped. */
static void hang_up(void)
{
	int terminal = begin_session(), status;
	pid_t stopped, sleeper;

	stopped = start_child({
		setpgid(0, 0);
		raise(SIGSTOP);
		for (;;)
			pause();
	});
	expect(waitpid(stopped, &status, WUNTRACED) == stopped);
	sleeper = start_child({
		setpgid(0, stopped);
		for (;;)
			pause();
	});
	setpgid(sleeper, stopped);
	signal(SIGTTOU, SIG_IGN);
	expect(tcsetpgrp(terminal, stopped) == 0);
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	int members[2];

	sigaction(SIGALRM, &action, NULL);
	is_end(in_child({ readers(); }), 0,
	       "beside a process that waits for input, a read with O_NONBLOCK is EAGAIN, and one in the background stops");
	is_end(in_child({ settings(); }), 0,
	       "a process in the background that changes the settings stops, unless it ignores SIGTTOU");
	is_end(in_child({ writers(); }), 0, "O_NONBLOCK: a write beside one that ^S has stopped: EAGAIN");
	if (pipe(members))
		return 1;
	is_end(in_child({ hang_up(); }), 0, "a session ends while a job has the foreground");
	close(members[1]);
	alarm(5);
	is(read(members[0], &byte, 1), 0, "both members of the job end, the stopped one as well");
	alarm(0);
	return done_testing();
}
