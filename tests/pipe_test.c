/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes and descriptors: bytes in order, waiting on both sides, ends that close; dup, dup2,
 * fcntl, and writing and reading in pieces.
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
	close(fd[0]);
	close(fd[1]);
	sys(__NR_pipe2, fd, O_NONBLOCK);
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
	read(fd[0], back, 100);
	is_errno(write(fd[1], data, 50), EAGAIN, "after 100 bytes were read, 50 do not fit: EAGAIN");
	is(poll(&end, 1, 0), 0, "and poll agrees: no buffer is free");
	read(fd[0], back, PAGE - 100);
	is(poll(&end, 1, 0), 1, "after a whole buffer was read, poll reports room");
	is(write(fd[1], data, 50), 50, "a short write uses the free buffer");
	is(poll(&end, 1, 0), 0, "then no buffer is free");
	is(write(fd[1], data, PAGE - 50), PAGE - 50, "but the last buffer can be filled up");
	is_errno(write(fd[1], data, 1), EAGAIN, "then the pipe is full: EAGAIN");
	is(fcntl(fd[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK, "F_GETFL shows O_NONBLOCK");
	is(fcntl(fd[0], F_SETFL, 0), 0, "F_SETFL takes it away");
	is(read(fd[0], back, sizeof(back)), room, "everything can be read at once");
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
	is_errno(write(fd[1], data, 1), EAGAIN, "and not a byte more: EAGAIN");
	close(fd[0]);
	close(fd[1]);

	sys(__NR_pipe2, fd, O_NONBLOCK);
	is(write(fd[1], data, 100), 100, "100 bytes in the first buffer");
	is(write(fd[1], data, 70000), 65536 - PAGE + 70000 % PAGE,
	   "a long write appends its odd bytes to them and fills the 15 other buffers");
	is(ioctl(fd[0], FIONREAD, &in_pipe), 0, "FIONREAD");
	is(in_pipe, 65536 - PAGE + 70000 % PAGE + 100, "counts the bytes of all buffers");
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
	is_errno(read(fd[0], back, 10), EAGAIN, "nothing was written");
	bad[0].iov_len = 5000;
	is(writev(fd[1], bad, 3), PAGE, "if the first piece fills a buffer, only that is written");
	is(read(fd[0], back, PAGE), PAGE, "as the reader sees");

	is(write(fd[1], "abcdef", 6), 6, "six bytes");
	is_errno(read(fd[0], end - 3, 6), EFAULT, "a read of them that ends in bad memory: EFAULT");
	bad[0].iov_base = back;
	bad[0].iov_len = 3;
	is_errno(readv(fd[0], bad, 3), EFAULT, "readv with a bad second piece: EFAULT");
	is(read(fd[0], back, 10), 6, "all six are still there");
	is(write(fd[1], "abc", 3), 3, "three bytes");
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
	is(write(fd[1], data, 4000), 4000, "4000 bytes in the first buffer");
	write(nth, "1", 1);
	is_errno(write(fd[1], data, 200), ENOMEM, "no frame for the second buffer: ENOMEM");
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
	buffers();
	bad_memory();
	no_memory();
	copies();
	pieces();
	kinds();
	return done_testing();
}
