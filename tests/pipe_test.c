/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes and descriptors: bytes in order, waiting on both sides, ends that close; dup, dup2,
 * fcntl, and writing and reading in pieces.
 */
#include "tap.h"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char data[200000], back[200000];

static void bytes(void)
{
	int fd[2];

	is(pipe(fd), 0, "pipe");
	is(write(fd[1], "hello", 5), 5, "takes bytes");
	is(read(fd[0], back, 2), 2, "gives some");
	is(read(fd[0], back + 2, 100), 3, "gives the rest, and does not wait for more");
	ok(memcmp(back, "hello", 5) == 0, "in order");
	is_errno(write(fd[0], "x", 1), EBADF, "its reading end cannot be written: EBADF");
	is_errno(read(fd[1], back, 1), EBADF, "nor its writing end read: EBADF");
	is_errno(lseek(fd[0], 0, SEEK_SET), ESPIPE, "it has no position: ESPIPE");
	is(write(fd[1], "last", 4), 4, "what is written before the end closes");
	close(fd[1]);
	is(read(fd[0], back, 100), 4, "can be read after");
	is(read(fd[0], back, 100), 0, "then: end of file");
	close(fd[0]);
	is(sys(__NR_pipe, 0x70000000), -EFAULT, "pipe to nowhere: EFAULT");
	is(sys(__NR_pipe2, fd, 0x123), -EINVAL, "unknown flags: EINVAL");
}

static void without_reader(void)
{
	int fd[2];

	pipe(fd);
	close(fd[0]);
	is_end(in_child({ write(fd[1], "x", 1); }), KILLED(SIGPIPE),
	       "writing without a reader: killed by SIGPIPE");
	signal(SIGPIPE, SIG_IGN);
	is_errno(write(fd[1], "x", 1), EPIPE, "with SIGPIPE ignored: EPIPE");
	signal(SIGPIPE, SIG_DFL);
	close(fd[1]);
}

static void waiting(void)
{
	int fd[2], i, got, sum = 0;
	pid_t pid;

	for (i = 0; i < (int)sizeof(data); i++)
		data[i] = i * 31 + i / 256;
	pipe(fd);
	pid = start_child({
		close(fd[0]);
		expect(write(fd[1], data, sizeof(data)) == sizeof(data));
	});
	close(fd[1]);
	while ((got = read(fd[0], back + sum, 7777)) > 0)
		sum += got;
	is(sum, sizeof(data), "200,000 bytes through a pipe, the writer waiting for room");
	ok(memcmp(data, back, sizeof(data)) == 0, "arrive unchanged");
	is_end(wait_for(pid), 0, "its one write returned them all");
	close(fd[0]);
}

/* Writes up to PIPE_BUF are not mixed with others'. */
static void whole_pieces(void)
{
	int fd[2], i, torn = 0, count = 0;
	pid_t pids[4];
	char piece[64];

	pipe(fd);
	for (i = 0; i < 4; i++)
		pids[i] = start_child({
			int n;

			memset(piece, 'a' + i, sizeof(piece));
			for (n = 0; n < 500; n++)
				expect(write(fd[1], piece, sizeof(piece)) == sizeof(piece));
		});
	close(fd[1]);
	while (read(fd[0], piece, sizeof(piece)) == sizeof(piece)) {
		count++;
		for (i = 1; i < (int)sizeof(piece); i++)
			torn += piece[i] != piece[0];
	}
	is(count, 2000, "four writers, two thousand pieces");
	is(torn, 0, "none torn");
	for (i = 0; i < 4; i++)
		is_end(wait_for(pids[i]), 0, "writer %d is done", i);
	close(fd[0]);
}

/* However it is filled and emptied, also when the data comes round to where it began. */
static void round_the_ring(void)
{
	static char in[70000], out[70000];
	long written = 0, read_ = 0, wrong = 0, n, i;
	unsigned int random = 1;
	int fd[2];

	sys(__NR_pipe2, fd, O_NONBLOCK);
	while (read_ < 2000000) {
		random = random * 1103515245 + 12345;
		for (i = 0; i < (long)sizeof(in); i++)
			in[i] = (written + i) % 251;
		n = write(fd[1], in, random >> 16 & 1 ? random >> 17 & 0xffff : random >> 20);
		written += n > 0 ? n : 0;
		n = read(fd[0], out, (random >> 8 & 0x7fff) + 1);
		for (i = 0; i < n; i++)
			wrong += out[i] != (char)((read_ + i) % 251);
		read_ += n > 0 ? n : 0;
		if (written - read_ > 65536)
			break;
	}
	ok(read_ >= 2000000, "two million bytes in pieces of all sizes, 65536 of them on the way at most");
	is(wrong, 0, "arrive in their order");
	while (read(fd[0], out, sizeof(out)) > 0)
		;
	is(write(fd[1], in, 65536), 65536, "full");
	is(read(fd[0], out, PAGE), PAGE, "room for a page, where the first was");
	is_errno(write(fd[1], (char *)16, 1), EFAULT, "nothing can be put there from nowhere: EFAULT");
	is(read(fd[0], out, sizeof(out)), 15 * PAGE, "and no more comes out than went in");
	close(fd[0]);
	close(fd[1]);
}

static void without_waiting(void)
{
	int fd[2], room = 0;
	struct pollfd end;

	is(sys(__NR_pipe2, fd, O_NONBLOCK), 0, "pipe2 with O_NONBLOCK");
	end = (struct pollfd){ .fd = fd[1], .events = POLLOUT };
	is_errno(read(fd[0], back, 1), EAGAIN, "nothing there: EAGAIN");
	while (write(fd[1], data, PAGE) == PAGE)
		room += PAGE;
	is(errno, EAGAIN, "full: EAGAIN");
	is(room, 65536, "it holds 64 KiB");
	is(poll(&end, 1, 0), 0, "poll: it takes no more");
	read(fd[0], back, 1);
	is(poll(&end, 1, 0), 0, "nor with one byte of room: a write of PIPE_BUF bytes would wait");
	read(fd[0], back, PIPE_BUF - 1);
	is(poll(&end, 1, 0), 1, "with PIPE_BUF bytes of room it does");
	is(write(fd[1], data, PIPE_BUF), PIPE_BUF, "and they fit");
	is(fcntl(fd[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK, "F_GETFL shows O_NONBLOCK");
	is(fcntl(fd[0], F_SETFL, 0), 0, "F_SETFL takes it away");
	is(read(fd[0], back, sizeof(back)), room, "everything can be read at once");
	close(fd[0]);
	close(fd[1]);
}

static void copies(void)
{
	int fd[2], a, b, lowest;

	pipe(fd);
	lowest = dup(fd[0]);
	ok(lowest > fd[1], "dup gives the lowest free descriptor");
	close(lowest);
	a = dup(fd[1]);
	is(a, lowest, "the same again when it was closed");
	is(dup2(fd[1], 50), 50, "dup2 gives the one asked for");
	close(fd[1]);
	is(write(50, "5", 1), 1, "each copy works");
	is(dup2(fd[0], 50), 50, "dup2 over an open one closes it first");
	close(a);
	is(read(50, back, 2), 1, "what was in the pipe is there");
	is(read(50, back, 2), 0, "and no writer is left");
	is(dup2(50, 50), 50, "dup2 onto itself does nothing");
	is_errno(dup2(99, 51), EBADF, "dup2 of nothing: EBADF");
	is_errno(dup2(50, -1), EBADF, "dup2 to -1: EBADF");
	is_errno(dup(99), EBADF, "dup of nothing: EBADF");
	is(sys(__NR_dup3, 50, 50, 0), -EINVAL, "dup3 onto itself: EINVAL");
	b = fcntl(50, F_DUPFD, 60);
	is(b, 60, "F_DUPFD gives the lowest one from there");
	is(fcntl(b, F_GETFD), 0, "a copy is kept over exec");
	is(fcntl(b, F_SETFD, FD_CLOEXEC), 0, "unless F_SETFD says else");
	is(fcntl(b, F_GETFD), FD_CLOEXEC, "which F_GETFD tells");
	is(fcntl(50, F_GETFD), 0, "and is each descriptor's own");
	is_errno(fcntl(99, F_GETFD), EBADF, "fcntl of nothing: EBADF");
	is_errno(fcntl(50, 12345), EINVAL, "an unknown command: EINVAL");
	close(b);
	close(50);
	close(fd[0]);

	a = open("/tmp/pipe_test", O_CREAT | O_RDWR | O_TRUNC, 0600);
	b = dup(a);
	write(a, "shared", 6);
	is(lseek(b, 0, SEEK_CUR), 6, "copies share their position");
	is_end(in_child({ lseek(a, 2, SEEK_SET); }), 0, "also with a child's");
	is(read(b, back, 10), 4, "who moves it for all");
	close(a);
	close(b);
	unlink("/tmp/pipe_test");
}

static void pieces(void)
{
	int fd[2];
	struct iovec out[3] = { { "one", 3 }, { NULL, 0 }, { "three", 5 } };
	struct iovec in[2] = { { back, 4 }, { back + 10, 100 } };

	pipe(fd);
	is(writev(fd[1], out, 3), 8, "writev gathers");
	is(readv(fd[0], in, 2), 8, "readv scatters");
	ok(memcmp(back, "onet", 4) == 0 && memcmp(back + 10, "hree", 4) == 0, "in order");
	is(sys(__NR_writev, fd[1], out, -1), -EINVAL, "a count of -1: EINVAL");
	is(sys(__NR_writev, fd[1], out, 1025), -EINVAL, "of 1025: EINVAL");
	is(sys(__NR_writev, fd[1], 0x70000000, 2), -EFAULT, "from nowhere: EFAULT");
	out[1].iov_len = 0x80000000;
	is_errno(writev(fd[1], out, 3), EINVAL, "a negative length: EINVAL");
	close(fd[0]);
	close(fd[1]);
}

static void kinds(void)
{
	struct stat st;
	int fd[2];

	pipe(fd);
	is(fstat(fd[0], &st), 0, "fstat of a pipe");
	ok(S_ISFIFO(st.st_mode), "tells that it is one");
	close(fd[0]);
	close(fd[1]);
}

int main(void)
{
	bytes();
	without_reader();
	waiting();
	whole_pieces();
	round_the_ring();
	without_waiting();
	copies();
	pieces();
	kinds();
	return done_testing();
}
