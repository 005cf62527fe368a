// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/console and /dev/tty: the calls that programs make on the terminal.
 *
 * There is one terminal. It may be the controlling terminal of one session, whose leader asks
 * for it with TIOCSCTTY. One process group of that session is in the foreground: it receives
 * the signals of ^C and similar characters. A process of another group is stopped by SIGTTIN when
 * it reads, and by SIGTTOU when it changes the settings. n_tty.c decides what typed characters do.
 *
 * Left out compared with Linux: several terminals, TOSTOP (a write in the background is never
 * stopped), output queues (a write waits for the device), modem control.
 */
#include <uapi/ioctls.h>
#include <uapi/poll.h>
#include "kernel/drivers/tty.h"
#include "kernel/drivers/console.h"
#include "kernel/drivers/n_tty.h"
#include "kernel/fs/chrdev.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cred.h"
#include "kernel/sched/pid.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/signal.h"
#include "mm/uaccess.h"

#define CHUNK		128

struct tty console_tty;

/* The settings at boot, as in Linux. */
static const struct termios tty_std_termios = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = B115200 | CS8 | CREAD | HUPCL,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = {
		[VINTR] = 'C' & 037, [VQUIT] = '\\' & 037, [VERASE] = 127, [VKILL] = 'U' & 037,
		[VEOF] = 'D' & 037, [VTIME] = 0, [VMIN] = 1, [VSTART] = 'Q' & 037,
		[VSTOP] = 'S' & 037, [VSUSP] = 'Z' & 037, [VREPRINT] = 'R' & 037,
		[VDISCARD] = 'O' & 037, [VWERASE] = 'W' & 037, [VLNEXT] = 'V' & 037,
	},
};

static bool is_controlling(const struct tty *tty)
{
	return tty->session && tty->session == current->session;
}

/* Open the terminal. Errors: ENXIO (/dev/tty, by a process without a controlling terminal). */
static int tty_open(struct inode *inode, struct file *file)
{
	(void)file;
	if (inode->i_rdev == MKDEV(5, 0) && !is_controlling(&console_tty))
		return -ENXIO;
	return 0;
}

/* Wait for the other readers or writers. 0, or -EAGAIN (O_NONBLOCK), -ERESTARTSYS. */
static int take_turn(const struct file *file, struct semaphore *sem)
{
	if (file->f_flags & O_NONBLOCK)
		return down_trylock(sem) ? -EAGAIN : 0;
	return down_interruptible(sem);
}

/*
 * May current read (sig is SIGTTIN) or change the settings (SIGTTOU)? Returns 0 if it may. In
 * the background the signal stops its group, and -ERESTARTSYS makes it try again later. A process
 * that ignores or blocks the signal may not read (-EIO), but may change the settings: this is
 * how a shell takes the terminal back. -EIO also if no other process can continue the group.
 * (Linux: job_control, tty_check_change)
 */
static int check_foreground(struct tty *tty, int sig)
{
	if (!is_controlling(tty) || tty->pgrp <= 0 || tty->pgrp == current->pgrp)
		return 0;
	if (current->sig->action[sig - 1].sa.sa_handler == SIG_IGN ||
	    sigismember(&current->blocked, sig))
		return sig == SIGTTIN ? -EIO : 0;
	if (is_orphaned_pgrp(current->pgrp))
		return -EIO;
	kill_pg(current->pgrp, sig);
	return -ERESTARTSYS;
}

/* --- reading --- */

/*
 * Sleep until there is input, or *ticks have passed; *ticks becomes the rest. Returns 0 or
 * -ERESTARTSYS after a signal.
 */
static int wait_for_input(struct tty *tty, long *ticks)
{
	DEFINE_WAIT(wait);
	int err = 0;

	prepare_to_wait(&tty->read_wait, &wait, TASK_INTERRUPTIBLE);
	if (!n_tty_chars(tty)) {
		if (signal_pending(current))
			err = -ERESTARTSYS;
		else
			*ticks = schedule_timeout(*ticks);
	}
	finish_wait(&tty->read_wait, &wait);
	return err;
}

/*
 * Move the input that is there to the reader's memory. Sets *line_end as n_tty_take() does.
 * Returns the number of bytes or -EFAULT.
 */
static ssize_t take_input(struct tty *tty, struct iov_iter *to, bool *line_end)
{
	unsigned char chunk[CHUNK];
	size_t done = 0, n, copied;

	do {
		spin_lock(&tty->lock);
		n = n_tty_take(tty, chunk, min(to->count, sizeof(chunk)), line_end);
		spin_unlock(&tty->lock);
		copied = copy_to_iter(chunk, n, to);
		done += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
	} while (n && to->count && !*line_end);
	return done;
}

/*
 * Wait for input and move it to the reader. With ICANON this is one line, or the part of it that
 * fits. Without, it is at least VMIN bytes, or what arrives before VTIME tenths of a second
 * have passed since the last byte (with VMIN = 0: since the start). Returns the number of
 * bytes, or -EIO, -EAGAIN, -ERESTARTSYS, -EFAULT. (Linux: read_chan)
 */
static ssize_t read_input(struct file *file, struct tty *tty, struct iov_iter *to)
{
	bool canon = tty->termios.c_lflag & ICANON, line_end = false;
	size_t min_chars = canon ? 1 : tty->termios.c_cc[VMIN], done = 0;
	long time = canon ? 0 : tty->termios.c_cc[VTIME] * HZ / 10;
	long ticks = min_chars ? MAX_SCHEDULE_TIMEOUT : time;

	for (;;) {
		int err = check_foreground(tty, SIGTTIN);
		ssize_t n = 0;

		if (!err && n_tty_chars(tty)) {
			n = take_input(tty, to, &line_end);
			err = n < 0 ? n : 0;
			done += n > 0 ? n : 0;
			if (min_chars && time && n > 0)
				ticks = time;
		}
		if (!err && (line_end || !to->count || (canon && done) ||
			     (min_chars ? done >= min_chars : done > 0)))
			return done;
		if (!err && !ticks)
			return done;
		if (!err && file->f_flags & O_NONBLOCK)
			err = -EAGAIN;
		if (!err)
			err = wait_for_input(tty, &ticks);
		if (err)
			return done ? (ssize_t)done : err;
	}
}

/*
 * Read from the terminal. Errors as in read_input(). A process in the background is stopped at once:
 * the reader before it may wait for hours.
 */
static ssize_t tty_read(struct file *file, struct iov_iter *to)
{
	struct tty *tty = &console_tty;
	ssize_t n = check_foreground(tty, SIGTTIN);

	if (!n)
		n = take_turn(file, &tty->read_sem);
	if (n)
		return n;
	n = read_input(file, tty, to);
	up(&tty->read_sem);
	return n;
}

/* --- writing --- */

/* Convert and show n bytes, n <= CHUNK. */
static void write_chunk(struct tty *tty, const char *chunk, size_t n)
{
	char out[2 * CHUNK];
	size_t len = 0;

	spin_lock(&tty->lock);
	for (size_t i = 0; i < n; i++)
		len += n_tty_opost(tty, chunk[i], out + len);
	console_write(out, len);
	spin_unlock(&tty->lock);
}

/*
 * Write to the terminal, and wait while ^S has stopped it. Returns the number of bytes, which
 * is smaller than the count when a signal or a bad address ends the write; with none written
 * -ERESTARTSYS, -EAGAIN or -EFAULT. (Linux: write_chan)
 */
static ssize_t tty_write(struct file *file, struct iov_iter *from)
{
	struct tty *tty = &console_tty;
	size_t done = 0;
	ssize_t err;

	err = take_turn(file, &tty->write_sem);
	if (err)
		return err;
	while (from->count && !err) {
		char chunk[CHUNK];
		size_t n = min(from->count, sizeof(chunk));

		if (signal_pending(current))
			err = -ERESTARTSYS;
		else if (tty->stopped && file->f_flags & O_NONBLOCK)
			err = -EAGAIN;
		else if (tty->stopped)
			err = wait_event_interruptible(tty->write_wait, !tty->stopped);
		if (!err && copy_from_iter(chunk, n, from) < n)
			err = -EFAULT;
		if (err)
			break;
		write_chunk(tty, chunk, n);
		done += n;
		cond_resched();
	}
	up(&tty->write_sem);
	return done ? (ssize_t)done : err;
}

static unsigned int tty_poll(struct file *file)
{
	(void)file;
	return (n_tty_chars(&console_tty) ? POLLIN : 0) | (console_tty.stopped ? 0 : POLLOUT);
}

/* --- ioctl --- */

/*
 * Use the settings at `user`. Unread input is discarded first if flush is set. Errors: EFAULT, and
 * those of check_foreground().
 */
static int set_termios(struct tty *tty, const struct termios *user, bool flush)
{
	struct termios new;
	bool canon_changed;
	int err = check_foreground(tty, SIGTTOU);

	if (err)
		return err;
	if (copy_from_user(&new, user, sizeof(new)))
		return -EFAULT;
	spin_lock(&tty->lock);
	if (flush)
		n_tty_flush(tty);
	canon_changed = (new.c_lflag ^ tty->termios.c_lflag) & ICANON;
	tty->termios = new;
	if (canon_changed)
		n_tty_mode_changed(tty);
	spin_unlock(&tty->lock);
	return 0;
}

/*
 * Make this the controlling terminal of current's session. With steal, root takes it from another
 * session. Errors: EPERM (current does not lead its session, or another session has the terminal).
 */
static int set_controlling(struct tty *tty, bool steal)
{
	if (current->pid != current->session)
		return -EPERM;
	if (is_controlling(tty))
		return 0;
	if (tty->session && !(steal && capable(CAP_SYS_ADMIN)))
		return -EPERM;
	tty->session = current->session;
	tty->pgrp = current->pgrp;
	return 0;
}

void disassociate_ctty(void)
{
	struct tty *tty = &console_tty;

	if (current->pid != current->session || !is_controlling(tty))
		return;
	if (tty->pgrp > 0) {
		kill_pg(tty->pgrp, SIGHUP);
		kill_pg(tty->pgrp, SIGCONT);
	}
	tty->session = tty->pgrp = 0;
}

/*
 * Put the process group *user into the foreground. Errors: ENOTTY (not current's controlling
 * terminal), EFAULT, EINVAL (not positive), ESRCH (no such group), EPERM (of another session), and
 * those of check_foreground().
 */
static int set_foreground(struct tty *tty, const pid_t *user)
{
	struct task_struct *task;
	int err = check_foreground(tty, SIGTTOU);
	pid_t pgrp;

	if (err)
		return err;
	if (!is_controlling(tty))
		return -ENOTTY;
	if (copy_from_user(&pgrp, user, sizeof(pgrp)))
		return -EFAULT;
	if (pgrp <= 0)
		return -EINVAL;
	err = -ESRCH;
	list_for_each_entry(task, &task_list, tasks)
		if (task->pgrp == pgrp)
			err = task->session == current->session ? 0 : -EPERM;
	if (!err)
		tty->pgrp = pgrp;
	return err;
}

/* Set the size of the window. If it changes, the foreground group gets SIGWINCH. Errors: EFAULT. */
static int set_winsize(struct tty *tty, const struct winsize *user)
{
	struct winsize new;

	if (copy_from_user(&new, user, sizeof(new)))
		return -EFAULT;
	if (memcmp(&new, &tty->winsize, sizeof(new)) && tty->pgrp > 0)
		kill_pg(tty->pgrp, SIGWINCH);
	tty->winsize = new;
	return 0;
}

/* Discard unread input; there is never unsent output. Errors: EINVAL (`what`). (tcflush) */
static int flush(struct tty *tty, unsigned long what)
{
	if (what > TCIOFLUSH)
		return -EINVAL;
	if (what == TCOFLUSH)
		return 0;
	spin_lock(&tty->lock);
	n_tty_flush(tty);
	spin_unlock(&tty->lock);
	return 0;
}

/* Stop or start output; TCIOFF and TCION have no effect. Errors: EINVAL (`what`). (tcflow) */
static int stop_or_start(struct tty *tty, unsigned long what)
{
	if (what > TCION)
		return -EINVAL;
	if (what == TCOOFF || what == TCOON)
		tty->stopped = what == TCOOFF;
	if (what == TCOON)
		wake_up(&tty->write_wait);
	return 0;
}

/* The requests of ioctl() on a terminal. Errors: ENOTTY (an unknown request), those of the requests. */
static int tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tty *tty = &console_tty;

	(void)file;
	switch (cmd) {
	case TCGETS:
		return copy_to_user((void *)arg, &tty->termios, sizeof(tty->termios)) ? -EFAULT : 0;
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(tty, (const struct termios *)arg, cmd == TCSETSF);
	case TCSBRK:			/* all output has been sent already */
		return 0;
	case TCXONC:
		return stop_or_start(tty, arg);
	case TCFLSH:
		return flush(tty, arg);
	case TIOCSCTTY:
		return set_controlling(tty, arg == 1);
	case TIOCNOTTY:
		if (!is_controlling(tty))
			return -ENOTTY;
		disassociate_ctty();
		return 0;
	case TIOCGPGRP:
		return is_controlling(tty) ? put_user(tty->pgrp, (pid_t *)arg) : -ENOTTY;
	case TIOCSPGRP:
		return set_foreground(tty, (const pid_t *)arg);
	case TIOCGSID:
		return is_controlling(tty) ? put_user(tty->session, (pid_t *)arg) : -ENOTTY;
	case TIOCGWINSZ:
		return copy_to_user((void *)arg, &tty->winsize, sizeof(tty->winsize)) ? -EFAULT : 0;
	case TIOCSWINSZ:
		return set_winsize(tty, (const struct winsize *)arg);
	case FIONREAD:
		return put_user((int)n_tty_chars(tty), (int *)arg);
	case TIOCOUTQ:
		return put_user(0, (int *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations tty_fops = {
	.open	= tty_open,
	.read	= tty_read,
	.write	= tty_write,
	.poll	= tty_poll,
	.ioctl	= tty_ioctl,
};

static const struct chrdev devices[] = {
	{ "/dev/tty",		MKDEV(5, 0),	0666,	&tty_fops },
	{ "/dev/console",	MKDEV(5, 1),	0600,	&tty_fops },	/* only root may stop its output */
};

void tty_init(void)
{
	struct tty *tty = &console_tty;

	tty->termios = tty_std_termios;
	terminal_pgrp = &tty->pgrp;
	tty->winsize.ws_row = 25;
	tty->winsize.ws_col = 80;
	spin_lock_init(&tty->lock);
	init_waitqueue_head(&tty->read_wait);
	init_waitqueue_head(&tty->write_wait);
	init_MUTEX(&tty->read_sem);
	init_MUTEX(&tty->write_sem);
	register_chrdevs(devices, ARRAY_SIZE(devices));
}
