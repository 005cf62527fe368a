/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes and descriptors: the order of bytes, waiting on both sides, closing ends; dup, dup2, fcntl,
 * readv and writev.
 */
#include "tap.h"

#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char data[200000], back[200000];

static void bytes(void)
{
	int fd[2];

	is(pipe(fd), 0, "pipe succeeds");
	is(write(fd[1], "hello", 5), 5, "write to a pipe returns the length");
	is(read(fd[0], back, 2), 2, "read of less than the pipe holds returns the length asked for");
	is(read(fd[0], back + 2, 100), 3, "read of more than the pipe holds returns what it holds, without waiting");
	ok(memcmp(back, "hello", 5) == 0, "the bytes come out of the pipe in order");
	is_errno(write(fd[0], "x", 1), EBADF, "write to the reading end: EBADF");
	is_errno(read(fd[1], back, 1), EBADF, "read from the writing end: EBADF");
	is_errno(lseek(fd[0], 0, SEEK_SET), ESPIPE, "lseek of a pipe: ESPIPE");
	is(write(fd[1], "last", 4), 4, "write before the writing end is closed succeeds");
	close(fd[1]);
	is(read(fd[0], back, 100), 4, "data can be read after the writing end was closed");
	is(read(fd[0], back, 100), 0, "read of an empty pipe without a writer returns 0");
	close(fd[0]);
	is(sys(__NR_pipe, 0x70000000), -EFAULT, "pipe into unmapped memory: EFAULT");
	is(sys(__NR_pipe2, fd, 0x123), -EINVAL, "pipe2 with unknown flags: EINVAL");
}

static void without_reader(void)
{
	int fd[2];

	pipe(fd);
	close(fd[0]);
	is_end(in_child({ write(fd[1], "x", 1); }), KILLED(SIGPIPE),
	       "write to a pipe without a reader kills by SIGPIPE");
	signal(SIGPIPE, SIG_IGN);
	is_errno(write(fd[1], "x", 1), EPIPE, "write to a pipe without a reader, SIGPIPE ignored: EPIPE");
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
	is(sum, sizeof(data), "200,000 bytes pass through a pipe, although its writer must wait for room");
	ok(memcmp(data, back, sizeof(data)) == 0, "the 200,000 bytes arrive unchanged");
	is_end(wait_for(pid), 0, "one write of 200,000 bytes returns when all are written");
	close(fd[0]);
}

/* Writes of up to PIPE_BUF bytes are not mixed with others. */
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
	is(count, 2000, "all two thousand pieces of four writers arrive");
	is(torn, 0, "no piece of up to PIPE_BUF bytes is mixed with another");
	for (i = 0; i < 4; i++)
		is_end(wait_for(pids[i]), 0, "writer %d succeeds", i);
	close(fd[0]);
}

/* Fills and empties a pipe in different pieces, so that its ring of buffers wraps around. */
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
	ok(read_ >= 2000000, "two million bytes pass in pieces of all sizes, at most 65536 of them in the pipe");
	is(wrong, 0, "the two million bytes arrive in order");
	while (read(fd[0], out, sizeof(out)) > 0)
		;
	close(fd[0]);
	close(fd[1]);
	sys(__NR_pipe2, fd, O_NONBLOCK);
	is(write(fd[1], in, 65536), 65536, "write of 65536 bytes fills the pipe");
	is(read(fd[0], out, PAGE), PAGE, "read of a page makes room at the start of the ring");
	is_errno(write(fd[1], (char *)16, 1), EFAULT, "write from unmapped memory to a pipe with room: EFAULT");
	is(read(fd[0], out, sizeof(out)), 15 * PAGE, "a failed write adds nothing to the pipe");
	close(fd[0]);
	close(fd[1]);
}

static void without_waiting(void)
{
	int fd[2], room = 0;
	struct pollfd end;

	is(sys(__NR_pipe2, fd, O_NONBLOCK), 0, "pipe2 with O_NONBLOCK succeeds");
	end = (struct pollfd){ .fd = fd[1], .events = POLLOUT };
	is_errno(read(fd[0], back, 1), EAGAIN, "read of an empty O_NONBLOCK pipe: EAGAIN");
	while (write(fd[1], data, PAGE) == PAGE)
		room += PAGE;
	is(errno, EAGAIN, "write to a full O_NONBLOCK pipe: EAGAIN");
	is(room, 65536, "a pipe holds 64 KiB");
	is(poll(&end, 1, 0), 0, "poll does not report a full pipe as writable");
	read(fd[0], back, 100);
	is_errno(write(fd[1], data, 50), EAGAIN, "after 100 bytes were read, 50 do not fit: EAGAIN");
	is(poll(&end, 1, 0), 0, "poll does not report a pipe without a free buffer as writable");
	read(fd[0], back, PAGE - 100);
	is(poll(&end, 1, 0), 1, "after a whole buffer was read, poll reports the pipe as writable");
	is(write(fd[1], data, 50), 50, "a short write uses the free buffer");
	is(poll(&end, 1, 0), 0, "poll does not report the pipe as writable when its last buffer is used");
	is(write(fd[1], data, PAGE - 50), PAGE - 50, "a write can fill up the last buffer");
	is_errno(write(fd[1], data, 1), EAGAIN, "write to a pipe whose last buffer is full: EAGAIN");
	is(fcntl(fd[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK, "F_GETFL shows O_NONBLOCK");
	is(fcntl(fd[0], F_SETFL, 0), 0, "F_SETFL can remove O_NONBLOCK");
	is(read(fd[0], back, sizeof(back)), room, "one read can empty a full pipe");
	close(fd[0]);
	close(fd[1]);
}

/* Bytes are appended to the last buffer only if the part of the write beyond whole pages fits. */
static void buffers(void)
{
	int fd[2], in_pipe = 0, writes = 0;

	sys(__NR_pipe2, fd, O_NONBLOCK);
	while (write(fd[1], data, 3000) == 3000)
		writes++;
	is(writes, 16, "16 writes of 3000 bytes use a buffer each");
	is(write(fd[1], data, 1096), 1096, "the last buffer takes what its page has room for");
	is_errno(write(fd[1], data, 1), EAGAIN, "one byte more than the last buffer takes: EAGAIN");
	close(fd[0]);
	close(fd[1]);

	sys(__NR_pipe2, fd, O_NONBLOCK);
	is(write(fd[1], data, 100), 100, "write of 100 bytes to an empty pipe returns 100");
	is(write(fd[1], data, 70000), 65536 - PAGE + 70000 % PAGE,
	   "a long write appends its odd bytes to them and fills the 15 other buffers");
	is(ioctl(fd[0], FIONREAD, &in_pipe), 0, "FIONREAD of a pipe succeeds");
	is(in_pipe, 65536 - PAGE + 70000 % PAGE + 100, "FIONREAD counts the bytes of all buffers");
	close(fd[0]);
	close(fd[1]);
}

/* A page that can be accessed, and nothing above it. */
static char *last_page(void)
{
	char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(page + PAGE, PAGE);
	return page;
}

/* A buffer of a pipe is filled as a whole or not at all. */
static void bad_memory(void)
{
	char *end = last_page() + PAGE;
	struct iovec bad[3] = { { data, 3 }, { (void *)16, 3 }, { data, 3 } };
	struct iovec in[2] = { { back, 3 }, { back + 10, 3 } };
	int fd[2];

	sys(__NR_pipe2, fd, O_NONBLOCK);
	is_errno(write(fd[1], end - 10, 20), EFAULT, "a write that ends in bad memory: EFAULT");
	is_errno(writev(fd[1], bad, 3), EFAULT, "writev with a bad second piece: EFAULT");
	is_errno(read(fd[0], back, 10), EAGAIN, "a failed write or writev leaves the pipe empty");
	bad[0].iov_len = 5000;
	is(writev(fd[1], bad, 3), PAGE, "if the first piece fills a buffer, only that is written");
	is(read(fd[0], back, PAGE), PAGE, "the reader gets the bytes of the first piece");

	is(write(fd[1], "abcdef", 6), 6, "write of six bytes returns 6");
	is_errno(read(fd[0], end - 3, 6), EFAULT, "a read of them that ends in bad memory: EFAULT");
	bad[0].iov_base = back;
	bad[0].iov_len = 3;
	is_errno(readv(fd[0], bad, 3), EFAULT, "readv with a bad second piece: EFAULT");
	is(read(fd[0], back, 10), 6, "a failed read or readv takes nothing out of the pipe");
	is(write(fd[1], "abc", 3), 3, "write of three bytes returns 3");
	is(readv(fd[0], in, 2), 3, "readv of six gives three and does not wait for the second piece");
	close(fd[0]);
	close(fd[1]);
	munmap(end - PAGE, PAGE);
}

/* The allocation of a buffer fails: a write of up to PIPE_BUF bytes happens not at all. */
static void no_memory(void)
{
	int fd[2], nth = open("/proc/self/fail-nth", O_WRONLY);

	if (!on_samepage()) {
		close(nth);
		return;
	}
	sys(__NR_pipe2, fd, O_NONBLOCK);
	is(write(fd[1], data, 4000), 4000, "write of 4000 bytes returns 4000");
	write(nth, "1", 1);
	is_errno(write(fd[1], data, 200), ENOMEM, "write that gets no frame for its second buffer: ENOMEM");
	is(read(fd[0], back, 8000), 4000, "nothing of that write is in the pipe");
	close(fd[0]);
	close(fd[1]);
	close(nth);
}

static void copies(void)
{
	int fd[2], a, b, lowest;

	pipe(fd);
	lowest = dup(fd[0]);
	ok(lowest > fd[1], "dup gives the lowest free descriptor");
	close(lowest);
	a = dup(fd[1]);
	is(a, lowest, "dup returns the same descriptor again after it was closed");
	is(dup2(fd[1], 50), 50, "dup2 returns the descriptor asked for");
	close(fd[1]);
	is(write(50, "5", 1), 1, "write to a copy of a descriptor succeeds");
	is(dup2(fd[0], 50), 50, "dup2 to an open descriptor succeeds");
	close(a);
	is(read(50, back, 2), 1, "data written through one copy is read through another");
	is(read(50, back, 2), 0, "dup2 has closed the descriptor that it replaced");
	is(dup2(50, 50), 50, "dup2 of a descriptor to itself returns it");
	is_errno(dup2(99, 51), EBADF, "dup2 of a bad descriptor: EBADF");
	is_errno(dup2(50, -1), EBADF, "dup2 to -1: EBADF");
	is_errno(dup(99), EBADF, "dup of a bad descriptor: EBADF");
	is(sys(__NR_dup3, 50, 50, 0), -EINVAL, "dup3 of a descriptor to itself: EINVAL");
	b = fcntl(50, F_DUPFD, 60);
	is(b, 60, "F_DUPFD returns the lowest free descriptor from its argument on");
	is(fcntl(b, F_GETFD), 0, "a copy of a descriptor does not have FD_CLOEXEC");
	is(fcntl(b, F_SETFD, FD_CLOEXEC), 0, "F_SETFD can set FD_CLOEXEC");
	is(fcntl(b, F_GETFD), FD_CLOEXEC, "F_GETFD returns FD_CLOEXEC");
	is(fcntl(50, F_GETFD), 0, "FD_CLOEXEC belongs to one descriptor, not to its copies");
	is_errno(fcntl(99, F_GETFD), EBADF, "fcntl of a bad descriptor: EBADF");
	is_errno(fcntl(50, 12345), EINVAL, "fcntl with an unknown command: EINVAL");
	close(b);
	close(50);
	close(fd[0]);

	a = open("/tmp/pipe_test", O_CREAT | O_RDWR | O_TRUNC, 0600);
	b = dup(a);
	write(a, "shared", 6);
	is(lseek(b, 0, SEEK_CUR), 6, "copies of a descriptor share the file position");
	is_end(in_child({ lseek(a, 2, SEEK_SET); }), 0, "a child can move the position of an inherited descriptor");
	is(read(b, back, 10), 4, "parent and child share the file position");
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
	is(writev(fd[1], out, 3), 8, "writev returns the length of all pieces");
	is(readv(fd[0], in, 2), 8, "readv returns the length of what it read");
	ok(memcmp(back, "onet", 4) == 0 && memcmp(back + 10, "hree", 4) == 0, "readv fills its pieces in order");
	is(sys(__NR_writev, fd[1], out, -1), -EINVAL, "writev of -1 pieces: EINVAL");
	is(sys(__NR_writev, fd[1], out, 1025), -EINVAL, "writev of 1025 pieces: EINVAL");
	is(sys(__NR_writev, fd[1], 0x70000000, 2), -EFAULT, "writev with an unmapped vector: EFAULT");
	out[1].iov_len = 0x80000000;
	is_errno(writev(fd[1], out, 3), EINVAL, "writev with a negative length: EINVAL");
	close(fd[0]);
	close(fd[1]);
}

static void kinds(void)
{
	struct stat st;
	int fd[2];

	pipe(fd);
	is(fstat(fd[0], &st), 0, "fstat of a pipe succeeds");
	ok(S_ISFIFO(st.st_mode), "fstat reports a pipe as a FIFO");
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
	buffers();
	bad_memory();
	no_memory();
	copies();
	pieces();
	kinds();
	return done_testing();
}
