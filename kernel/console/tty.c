// SPDX-License-Identifier: GPL-2.0-only
/*
 * The terminal: what stands between the console's bytes and the programs (Linux:
 * tty_io.c and n_tty.c, for the one terminal there is).
 *
 *	typed --> raw[] --> line discipline --> cooked[] --> read()
 *	        interrupt     echo, editing,
 *	                      ^C -> SIGINT
 *	write() --> \n to \r\n --> screen and COM1
 *
 * Interrupts only fill raw[]; the line discipline runs at a moment when no kernel
 * code is in the middle of something (defer_work()), since it may send signals.
 *
 * In canonical mode a line can be edited until it is ended; cooked[] keeps an end of
 * line, or of file, as a mark on an entry. Left out compared with Linux: ^S/^Q, ^V, ^R,
 * VTIME, parity, more than one terminal; sessions own it only as far as job control needs.
 */
#include <uapi/poll.h>
#include <uapi/termios.h>
#include "kernel/console/console.h"
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/irq.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/string.h"
#include "mm/uaccess.h"

#define TTY_SIZE	4096		/* bytes of one line, and of what is typed ahead */

/* A cooked entry: a byte, and what it ends. */
#define END_OF_LINE	0x100
#define END_OF_FILE	0x200		/* ^D: no byte of its own */

static struct termios termios = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = B115200 | CS8 | CREAD | CLOCAL,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = {
		[VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1,
		[VSUSP] = 26, [VWERASE] = 23,
	},
};
static pid_t tty_pgrp;			/* the foreground process group, 0: none */
static pid_t tty_session;
static struct winsize winsize = { 25, 80, 0, 0 };

static uint8_t raw[TTY_SIZE];		/* a ring; written by interrupts */
static volatile unsigned int raw_in, raw_out;
static uint16_t cooked[TTY_SIZE];	/* a ring; [out, line) can be read, [line, in) is being edited */
static unsigned int cooked_in, cooked_line, cooked_out;
static DECLARE_WAIT_QUEUE_HEAD(read_wait);

static bool has_flag(tcflag_t flag)
{
	return termios.c_lflag & flag;
}

/* --- output --- */

static void write_processed(const char *text, size_t len)
{
	if ((termios.c_oflag & (OPOST | ONLCR)) != (OPOST | ONLCR)) {
		console_write(text, len);
		return;
	}
	while (len) {
		size_t n = 0;

		while (n < len && text[n] != '\n')
			n++;
		console_write(text, n);
		if (n < len) {
			console_write("\r\n", 2);
			n++;
		}
		text += n;
		len -= n;
	}
}

static ssize_t tty_write(struct file *file, const char *buf, size_t count, loff_t *pos)
{
	char chunk[256];
	size_t done = 0;

	(void)file;
	(void)pos;
	while (done < count) {
		size_t n = min(count - done, sizeof(chunk));

		if (copy_from_user(chunk, buf + done, n))
			return done ? (ssize_t)done : -EFAULT;
		write_processed(chunk, n);
		done += n;
		if (signal_pending(current))
			break;
	}
	return done;
}

/* --- the line discipline --- */

static bool shown_as_two(uint8_t c)
{
	return has_flag(ECHOCTL) && (c < 32 || c == 127) && c != '\t';
}

static void echo(uint8_t c)
{
	char text[2] = { '^', c ^ 0x40 };

	if (!has_flag(ECHO))
		return;
	if (c != '\n' && shown_as_two(c))
		write_processed(text, 2);
	else
		write_processed((char *)&c, 1);
}

/* Rub the last character of the line being edited out; false when there is none. */
static bool erase(void)
{
	uint8_t c;

	if (cooked_in == cooked_line)
		return false;
	c = cooked[--cooked_in % TTY_SIZE];
	if (has_flag(ECHO) && has_flag(ECHOE))
		write_processed("\b \b\b \b", shown_as_two(c) ? 6 : 3);
	return true;
}

static void erase_word(void)
{
	while (cooked_in != cooked_line && (cooked[(cooked_in - 1) % TTY_SIZE] & 0xff) == ' ')
		erase();
	while (cooked_in != cooked_line && (cooked[(cooked_in - 1) % TTY_SIZE] & 0xff) != ' ')
		erase();
}

static void flush_input(void)
{
	raw_out = raw_in;
	cooked_out = cooked_line = cooked_in;
}

/* ^C and its like: 0 when c is none of them. */
static int signal_of(uint8_t c)
{
	if (!has_flag(ISIG) || !c)
		return 0;
	if (c == termios.c_cc[VINTR])
		return SIGINT;
	if (c == termios.c_cc[VQUIT])
		return SIGQUIT;
	if (c == termios.c_cc[VSUSP])
		return SIGTSTP;
	return 0;
}

static void put_cooked(uint16_t entry)
{
	/* Room for one more is kept, so that a line that is too long can still be ended. */
	if (cooked_in - cooked_out >= TTY_SIZE - (entry & (END_OF_LINE | END_OF_FILE) ? 0 : 1))
		return;
	cooked[cooked_in++ % TTY_SIZE] = entry;
}

static void end_line(uint16_t entry)
{
	put_cooked(entry);
	cooked_line = cooked_in;
	wake_up(&read_wait);
}

static void canonical_char(uint8_t c)
{
	if (c == termios.c_cc[VERASE] || c == '\b') {
		erase();
	} else if (c == termios.c_cc[VKILL] && c) {
		while (erase())
			;
	} else if (c == termios.c_cc[VWERASE] && c) {
		erase_word();
	} else if (c == termios.c_cc[VEOF] && c) {
		end_line(END_OF_FILE);
	} else if (c == '\n') {
		echo(c);
		end_line(c | END_OF_LINE);
	} else {
		echo(c);
		put_cooked(c);
	}
}

static void receive_char(uint8_t c)
{
	int sig;

	if (c == '\r' && termios.c_iflag & IGNCR)
		return;
	if (c == '\r' && termios.c_iflag & ICRNL)
		c = '\n';
	else if (c == '\n' && termios.c_iflag & INLCR)
		c = '\r';
	sig = signal_of(c);
	if (sig) {
		if (!has_flag(NOFLSH))
			flush_input();
		echo(c);
		if (tty_pgrp)
			kill_pg(tty_pgrp, sig);
	} else if (has_flag(ICANON)) {
		canonical_char(c);
	} else {
		echo(c);
		put_cooked(c);
		cooked_line = cooked_in;
		wake_up(&read_wait);
	}
}

static void run_line_discipline(void)
{
	while (raw_out != raw_in)
		receive_char(raw[raw_out++ % TTY_SIZE]);
}

void tty_receive(uint8_t c)
{
	if (raw_in - raw_out < TTY_SIZE)	/* else nobody reads: drop it */
		raw[raw_in++ % TTY_SIZE] = c;
	defer_work();
}

void tty_init(void)
{
	set_deferred_work(run_line_discipline);
}

/* --- input --- */

static bool can_read(void)
{
	if (has_flag(ICANON))
		return cooked_line != cooked_out;
	return cooked_in - cooked_out >= max((unsigned int)termios.c_cc[VMIN], 1U) ||
	       !termios.c_cc[VMIN];
}

/*
 * Take at most count bytes, in canonical mode at most one line, into buf.
 * *end: the line, or the file, ended here.
 */
static size_t take_cooked(char *buf, size_t count, bool *end)
{
	size_t n = 0;

	while (n < count && cooked_out != cooked_line && !*end) {
		uint16_t entry = cooked[cooked_out++ % TTY_SIZE];

		if (!(entry & END_OF_FILE))
			buf[n++] = entry;
		*end = has_flag(ICANON) && entry & (END_OF_LINE | END_OF_FILE);
	}
	return n;
}

/* A program in the background that wants to read is stopped until it is in front. */
static int check_foreground(void)
{
	struct k_sigaction *action = &current->sig->action[SIGTTIN - 1];

	if (!tty_pgrp || current->pgrp == tty_pgrp || current->session != tty_session)
		return 0;
	if (sigismember(&current->blocked, SIGTTIN) || action->sa.sa_handler == SIG_IGN)
		return -EIO;
	kill_pg(current->pgrp, SIGTTIN);
	return -ERESTARTSYS;
}

static ssize_t tty_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	char chunk[256];
	bool end = false;
	size_t done = 0;
	int err;

	(void)pos;
	err = check_foreground();
	if (err)
		return err;
	if (!count)
		return 0;
	if (!can_read() && file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	if (wait_event_interruptible(read_wait, can_read()))
		return -ERESTARTSYS;
	while (done < count && !end) {
		size_t n = take_cooked(chunk, min(count - done, sizeof(chunk)), &end);

		if (!n)
			break;
		if (copy_to_user(buf + done, chunk, n))
			return done ? (ssize_t)done : -EFAULT;
		done += n;
	}
	return done;
}

static unsigned int tty_poll(struct file *file)
{
	(void)file;
	return POLLOUT | (can_read() ? POLLIN : 0);
}

/* --- settings --- */

static int set_termios(const void *arg, bool drop_input)
{
	struct termios new;

	if (copy_from_user(&new, arg, sizeof(new)))
		return -EFAULT;
	if (drop_input)
		flush_input();
	if ((new.c_lflag ^ termios.c_lflag) & ICANON)
		cooked_line = cooked_in;	/* what is there can be read either way */
	termios = new;
	wake_up(&read_wait);
	return 0;
}

/* Put a process group of the caller's session in front. */
static int set_foreground(pid_t *arg)
{
	struct task_struct *task;
	pid_t pgrp;

	if (get_user(pgrp, arg))
		return -EFAULT;
	if (pgrp < 0)
		return -EINVAL;
	if (current->session != tty_session)
		return -ENOTTY;
	list_for_each_entry(task, &task_list, tasks)
		if (task->pgrp == pgrp) {
			if (task->session != current->session)
				return -EPERM;
			tty_pgrp = pgrp;
			return 0;
		}
	return -ESRCH;
}

/* The caller's session takes the terminal; a session leader of nobody else's. */
static int set_controlling(bool steal)
{
	if (current->session == tty_session)
		return 0;
	if (current->pid != current->session || (tty_session && !(steal && !current->euid)))
		return -EPERM;
	tty_session = current->session;
	tty_pgrp = current->pgrp;
	return 0;
}

static int give_up_controlling(void)
{
	if (current->session != tty_session)
		return -ENOTTY;
	if (current->pid == current->session)
		tty_session = tty_pgrp = 0;
	return 0;
}

static int tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void *user = (void *)arg;

	(void)file;
	switch (cmd) {
	case TCGETS:
		return copy_to_user(user, &termios, sizeof(termios)) ? -EFAULT : 0;
	case TCSETS:
	case TCSETSW:
		return set_termios(user, false);
	case TCSETSF:
		return set_termios(user, true);
	case TCFLSH:
		if (arg > TCIOFLUSH)
			return -EINVAL;
		if (arg != TCOFLUSH)
			flush_input();
		return 0;
	case TIOCGPGRP:
		if (current->session != tty_session)
			return -ENOTTY;
		return put_user(tty_pgrp, (pid_t *)user);
	case TIOCSPGRP:
		return set_foreground(user);
	case TIOCGSID:
		if (current->session != tty_session)
			return -ENOTTY;
		return put_user(tty_session, (pid_t *)user);
	case TIOCSCTTY:
		return set_controlling(arg == 1);
	case TIOCNOTTY:
		return give_up_controlling();
	case TIOCGWINSZ:
		return copy_to_user(user, &winsize, sizeof(winsize)) ? -EFAULT : 0;
	case TIOCSWINSZ:
		return copy_from_user(&winsize, user, sizeof(winsize)) ? -EFAULT : 0;
	case FIONREAD:
		return put_user((int)(cooked_line - cooked_out), (int *)user);
	default:
		return -ENOTTY;
	}
}

/* The first terminal a session leader opens becomes its own. */
static int tty_open(struct inode *inode, struct file *file)
{
	(void)inode;
	if (!(file->f_flags & O_NOCTTY) && current->pid == current->session && !tty_session)
		set_controlling(false);
	return 0;
}

/* A session ends with its leader: the terminal is free, and who is in front is told. */
void tty_session_gone(pid_t session)
{
	if (session != tty_session)
		return;
	if (tty_pgrp)
		kill_pg(tty_pgrp, SIGHUP);
	tty_session = tty_pgrp = 0;
}

const struct file_operations tty_fops = {
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.open = tty_open,
};
