/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A victim of fuzz_test.c: a process that makes random system calls. The calls and their arguments
 * depend only on its seed.
 *
 * An argument is of the kind that its call expects, or of any other kind: a pointer to memory that is
 * mapped, read-only, forbidden, unmapped, or the kernel's, or across a border between those; a small,
 * a large or a wrong number; an open or a closed descriptor; a path; a segment. The memory that
 * pointers refer to is filled with the same values, so that a random iovec contains wild pointers.
 */
#ifndef TESTS_FUZZ_VICTIM_H
#define TESTS_FUZZ_VICTIM_H

#include "shm_util.h"

#include <sys/time.h>

#define CALLS_PER_VICTIM 200
#define DIRECTORY "/fuzz/room"	/* the only directory where every user may create files */
#define ARENA ((char *)0x60000000)
#define KEY 0x0f022

/* --------------------------------------------------------------- calls, arguments and paths */

/*
 * One letter for each argument:
 *
 *	i small number	e very small one	0 mostly 0	8 mostly 8	x anything
 *	s size		l length of memory	o offset	m mode, flags	r mmap's flags
 *	f descriptor	p path			b buffer	a page address	v vector of strings
 *	k key		h segment, set, queue	j shmctl's command	1..4 which call of ipc()
 *	J semctl's	M msgctl's		I another call of ipc()	B half of a struct sembuf
 *	g signal	q process		u user or group		c terminal request
 */
static const struct call {
	short number;
	const char *arguments;
} calls[] = {
	{ __NR_exit, "i" }, { __NR_exit_group, "i" }, { __NR_fork, "" }, { __NR_vfork, "" },
	{ __NR_clone, "mabbb" }, { __NR_execve, "pvv" }, { __NR_waitpid, "qbe" },
	{ __NR_wait4, "qbeb" }, { __NR_set_tid_address, "b" }, { __NR_getpid, "" },
	{ __NR_getpgid, "q" }, { __NR_setpgid, "qq" }, { __NR_getsid, "q" }, { __NR_setsid, "" },
	{ __NR_uname, "b" }, { __NR_reboot, "xxxx" }, { __NR_personality, "x" },
	{ __NR_setrlimit, "eb" }, { __NR_getrlimit, "eb" }, { __NR_ugetrlimit, "eb" },
	{ __NR_prlimit64, "qebb" }, { __NR_getrusage, "ib" }, { __NR_getrandom, "bse" },
	{ __NR_sched_yield, "" }, { __NR_set_thread_area, "b" }, { __NR_get_thread_area, "b" },
	{ __NR_umask, "m" }, { __NR_setuid32, "u" }, { __NR_setgid32, "u" },
	{ __NR_setreuid32, "uu" }, { __NR_setregid32, "uu" }, { __NR_setresuid32, "uuu" },
	{ __NR_getresuid32, "bbb" }, { __NR_setresgid32, "uuu" }, { __NR_getresgid32, "bbb" },
	{ __NR_getgroups32, "ib" }, { __NR_setgroups32, "ib" }, { __NR_setuid, "u" },
	{ __NR_setreuid, "uu" }, { __NR_setresuid, "uuu" }, { __NR_getresuid, "bbb" },
	{ __NR_getgroups, "ib" }, { __NR_setgroups, "ib" }, { __NR_time, "b" },
	{ __NR_gettimeofday, "bb" }, { __NR_nanosleep, "bb" }, { __NR_restart_syscall, "" },
	{ __NR_clock_gettime, "eb" }, { __NR_clock_gettime64, "eb" }, { __NR_clock_getres, "eb" },
	{ __NR_clock_nanosleep, "eebb" }, { __NR_times, "b" }, { __NR_alarm, "i" },
	{ __NR_setitimer, "ebb" }, { __NR_getitimer, "eb" },
	{ __NR_kill, "qg" }, { __NR_tkill, "qg" }, { __NR_tgkill, "qqg" }, { __NR_pause, "" },
	{ __NR_signal, "gb" }, { __NR_sigaction, "gbb" }, { __NR_sigprocmask, "ebb" },
	{ __NR_sigpending, "b" }, { __NR_sigsuspend, "iix" }, { __NR_sigreturn, "" },
	{ __NR_rt_sigaction, "gbb8" }, { __NR_rt_sigprocmask, "ebb8" }, { __NR_rt_sigpending, "b8" },
	{ __NR_rt_sigsuspend, "b8" }, { __NR_rt_sigreturn, "" }, { __NR_sigaltstack, "bb" },
	{ __NR_ptrace, "iqba" }, { __NR_brk, "a" }, { __NR_mmap2, "alerfe" }, { __NR_mmap, "b" },
	{ __NR_munmap, "al" }, { __NR_mprotect, "ale" }, { __NR_mremap, "allea" },
	{ __NR_open, "pmm" }, { __NR_openat, "fpmm" }, { __NR_creat, "pm" }, { __NR_close, "f" },
	{ __NR_read, "fbs" }, { __NR_write, "fbs" }, { __NR_readv, "fbi" }, { __NR_writev, "fbi" },
	{ __NR_lseek, "foe" }, { __NR__llseek, "foobe" }, { __NR_dup, "f" }, { __NR_dup2, "ff" },
	{ __NR_dup3, "ff0" }, { __NR_pipe, "b" }, { __NR_pipe2, "b0" }, { __NR_fcntl, "fex" },
	{ __NR_fcntl64, "fif" }, { __NR_ioctl, "fcb" }, { __NR_poll, "bii" },
	{ __NR_ftruncate, "fo" }, { __NR_ftruncate64, "fo0" }, { __NR_stat64, "pb" },
	{ __NR_lstat64, "pb" }, { __NR_fstat64, "fb" }, { __NR_fstatat64, "fpb0" },
	{ __NR_access, "pe" }, { __NR_readlink, "pbs" },
	{ __NR_getdents64, "fbs" }, { __NR_getcwd, "bs" }, { __NR_chdir, "p" },
	{ __NR_mkdir, "pm" }, { __NR_rmdir, "p" }, { __NR_unlink, "p" }, { __NR_unlinkat, "fp0" },
	{ __NR_rename, "pp" }, { __NR_chmod, "pm" }, { __NR_fchmod, "fm" }, { __NR_chown32, "puu" },
	{ __NR_fchown32, "fuu" }, { __NR_ipc, "1hmba" }, { __NR_ipc, "2iiia" },
	{ __NR_ipc, "3klm" }, { __NR_ipc, "4hjib" }, { __NR_shmget, "klm" }, { __NR_shmctl, "hjb" },
	{ __NR_shmat, "ham" }, { __NR_shmdt, "a" },
	{ __NR_ipc, "Iheibb" }, { __NR_ipc, "Iheibb" }, { __NR_ipc, "Iksmbi" }, { __NR_semget, "kem" },
	{ __NR_semctl, "heJb" }, { __NR_semctl, "heJe" }, { __NR_semtimedop_time64, "hbeb" }, { __NR_msgget, "km" },
	{ __NR_msgsnd, "hbsm" }, { __NR_msgrcv, "hbsim" }, { __NR_msgctl, "hMb" },
};
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const fuzz_paths[] = {
	DIRECTORY "/a", DIRECTORY "/b", DIRECTORY "/d", DIRECTORY "/d/a", DIRECTORY "/d/d/b/", "a", "d",
	"./d//d", "d/../a", ".", "", DIRECTORY "/d/.", DIRECTORY "/a/b", "d/d/d/d/d/d/d",
};
static const char *const directories[] = {		/* not for root, which may change them by another call */
	"/", "..", "/bin", "/proc", "/dev",
};
static const char *const other_paths[] = {		/* not for root to change */
	"/bin/true", "/dev/null", "/dev/zero", "/dev/urandom", "/proc/self", "/proc/1/maps",
};
static const char *const proc_paths[] = {		/* where writing is harmless */
	"/proc/self/maps", "/proc/self/pagemap", "/proc/self/pagetables", "/proc/self/status",
	"/proc/self/stat", "/proc/self/cmdline", "/proc/self/fail-nth", "/proc/meminfo",
	"/proc/slabinfo", "/proc/kpagecount", "/proc/invariants", "/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg",
	"/proc/sys/vm/drop_caches", "/proc/sys/kernel/shmmni", "/proc/stat", "/proc/uptime",
};

/* What a victim reports to the test, in memory that both share. */
struct progress {
	unsigned done;			/* calls made */
	unsigned number;		/* the last one */
};

static struct victim {
	uint32_t random;
	pid_t pid;
	int root, left;
	uint32_t segment;		/* the last id that a call has returned */
	volatile struct progress *progress;
} me;

static uint32_t draw(void)
{
	me.random ^= me.random << 13;
	me.random ^= me.random >> 17;
	me.random ^= me.random << 5;
	return me.random;
}

static uint32_t below(uint32_t limit)
{
	return draw() % limit;
}

#define PICK(array) ((array)[below(COUNT(array))])

/* --------------------------------------------------------------- arguments */

/*
 * The arena, page by page:
 *
 *	0 1 2   read and write		6	a page of a segment
 *	3       read only		7	private, from a file (one page long)
 *	4       no access		8	beyond the end of that file
 *	5       nothing mapped		9..15	read and write, never touched before
 */
#define ARENA_PAGES 16

static uint32_t any_pointer(void)
{
	static const uint32_t wild[] = {
		0, 1, 0xfff, 0x1000, 0x08048000, 0x08050000, 0x40000000, 0x70000000, 0xbfffe000,
		0xbfffffff, 0xbffffffc, 0xc0000000, 0xc0100000, 0xc0200004, 0xc1000000, 0xf8000000,
		0xfe000000, 0xfffff000, 0xfffffffc, 0xffffffff,
	};
	static const short edges[] = { 0, 4, 8, 16, 64, 0x100, 0x800, 0xff0, 0xff8, 0xffc, 0xffe, 0xfff };
	uint32_t page = (uint32_t)(uintptr_t)ARENA + below(ARENA_PAGES) * PAGE;

	switch (below(16)) {
	case 0:
		return PICK(wild);
	case 1:
		return PICK(wild) + below(64) - 32;
	case 2:
		return (uintptr_t)&page - below(256) + 128;	/* the victim's stack */
	case 3:
		return draw();
	case 4: case 5: case 6:
		return page + below(PAGE);
	case 7: case 8:
		return page + PICK(edges);
	default:
		return (uintptr_t)ARENA + below(3 * PAGE) / 4 * 4;
	}
}

static uint32_t any_number(void)
{
	static const uint32_t limits[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0xfff, 0x1000, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7ffff,
		0x100000, 0x2000000, 0x7ffffff0, 0x7fffffff, 0x80000000, 0x80000001, 0xbffff000,
		0xc0000000, 0xfffff000, 0xfffff001, 0xfffffffe, 0xffffffff,
	};

	switch (below(6)) {
	case 0:
		return PICK(limits);
	case 1:
		return draw();
	case 2:
		return 1u << below(32);
	case 3:
		return -below(64);
	default:
		return below(64);
	}
}

static uint32_t any_path(int changing)
{
	if (below(12) == 0)
		return any_pointer();
	if (below(4) == 0)
		return (uintptr_t)PICK(proc_paths);
	if (below(4) == 0 && !(me.root && changing))
		return (uintptr_t)PICK(other_paths);
	if (below(8) == 0 && !me.root)
		return (uintptr_t)PICK(directories);
	return (uintptr_t)PICK(fuzz_paths);
}

static uint32_t any_process(void)
{
	static const short far[] = { 0, 1, -1, -2, 2, 3, 32767, -32768 };

	if (below(3) == 0 && !me.root)
		return PICK(far);
	if (below(8) == 0 && !me.root)
		return any_number();
	return below(3) ? (uint32_t)me.pid + below(3) : 0;
}

static uint32_t argument(char kind, int number)
{
	static const short sizes[] = { 0, 1, 3, 4, 8, 15, 16, 64, 128, 255, 4095, 4096, 4097, 8192 };

	if (below(16) == 0 && kind != 'q')
		kind = "xbbbi"[below(5)];
	switch (kind) {
	case 'i':
		return below(40) - 2;
	case 'e':
		return below(4) ? below(8) : below(40);
	case '0':
		return below(4) ? 0 : any_number();
	case '8':
		return below(8) ? 8 : any_number();
	case '1': case '2': case '3': case '4':
		return 20 + (kind - '0') + (below(8) ? 0 : below(3) << 16);
	case 'j':
		return (below(2) ? below(5) : below(8) + 10) | (below(4) ? 0x100 : 0);
	case 'I':
		return (below(2) ? 1 + below(4) : 11 + below(4)) + (below(8) ? 0 : below(3) << 16);
	case 'J':
		return (below(3) ? 11 + below(10) : below(4)) | (below(4) ? 0x100 : 0);
	case 'M':
		return (below(2) ? 11 + below(3) : below(4)) | (below(4) ? 0x100 : 0);
	case 'B':
		return below(4) | (below(5) - 2) << 16 | (below(4) ? 0 : 0x1000);
	case 'c':
		return below(4) ? 0x5401 + below(0x22) : any_number();
	case 'r':
		return (1 + below(2)) | (below(2) << 4) | (below(3) ? 0x20 : 0) | (below(8) ? 0 : 0x100100);
	case 's':
		return below(3) ? (uint32_t)PICK(sizes) : any_number();
	case 'l':
		return below(4) ? below(8) * PAGE + below(2) : any_number();
	case 'f':
		return below(8) ? below(12) : any_number();
	case 'p':
		return any_path(number != __NR_stat64 && number != __NR_execve);
	case 'b':
		return any_pointer();
	case 'a':
		return below(4) ? (uintptr_t)ARENA + below(ARENA_PAGES + 4) * PAGE : any_pointer();
	case 'm':
		return below(2) ? draw() & draw() & draw() & 07777777 : any_number();
	case 'g':
		return below(8) ? below(66) : any_number();
	case 'q':
		return any_process();
	case 'k':
		return below(3) ? KEY + below(4) : 0;
	case 'h':
		return below(4) ? me.segment : below(16) * SLOTS + below(4);
	case 'o':
		return below(2) ? below(3 * PAGE) : any_number();
	case 'u':
		return below(4) ? 1000 + below(3) : any_number();
	case 'v':
		return below(4) ? (uintptr_t)ARENA + below(PAGE) / 4 * 4 : any_pointer();
	default:
		return below(2) ? any_number() : any_pointer();
	}
}

/* Fills memory with random arguments, so that it resembles the structures of many calls. */
static void fill(uint32_t *words, int count)
{
	while (count--)
		*words++ = argument("bsifapgxBB"[below(10)], 0);
}

/* --------------------------------------------------------------- a victim */

static void interrupted(int sig UNUSED)
{
}

static void set_stage(void)
{
	struct itimerval soon = { { 0, 20000 }, { 0, 20000 } };
	struct sigaction wake = { .sa_handler = interrupted };
	int fd, id, ends[2];

	setsid();
	fd = open("/dev/null", O_RDWR);
	for (id = 0; id < 3; id++)
		dup2(fd, id);
	for (id = 3; id < 16; id++)
		close(id);
	if (chdir(DIRECTORY))
		_exit(1);
	mmap(ARENA, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	mmap(ARENA + 9 * PAGE, 7 * PAGE, PROT_READ | PROT_WRITE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	me.segment = id = shmget(KEY, 2 * PAGE, IPC_CREAT | 0666);
	shmat(id, ARENA + 6 * PAGE, 0);
	munmap(ARENA + 7 * PAGE, PAGE);
	fd = open("a", O_RDWR | O_CREAT, 0666);
	if (fd >= 0 && write(fd, "#!/bin/true\n", 12) == 12)
		mmap(ARENA + 7 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0);
	fill((uint32_t *)ARENA, 4 * PAGE / 4);
	mprotect(ARENA + 3 * PAGE, PAGE, PROT_READ);
	mprotect(ARENA + 4 * PAGE, PAGE, PROT_NONE);
	if (pipe(ends) == 0)
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
	open(PICK(proc_paths), me.root ? O_RDWR : O_RDONLY);
	open(PICK(proc_paths), O_RDONLY);
	open(PICK(fuzz_paths), O_RDWR | O_CREAT, 0777);
	open(".", O_RDONLY | O_DIRECTORY);
	open("/proc/self", O_RDONLY | O_DIRECTORY);
	sigaction(SIGALRM, &wake, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	if (!me.root)
		become(1000 + below(2), 1000);
}

/* Would this call of root end the test instead of the kernel? */
static int ends_test(unsigned number, const uint32_t *a)
{
	if (!me.root)
		return 0;
	switch (number) {
	case __NR_reboot:
		return a[0] == 0xfee1dead;
	case __NR_kill:
		return a[0] != 0 && a[0] != (uint32_t)me.pid;
	case __NR_tkill:
	case __NR_prlimit64:
		return a[0] != 0 && a[0] != (uint32_t)me.pid;
	case __NR_fchmod:
	case __NR_fchown32:
		return 1;			/* the descriptor may be /dev/null */
	case __NR_tgkill:
		return a[1] != (uint32_t)me.pid;
	}
	return 0;
}

/* Does this call often end or block the victim? It is made less often. */
static int ends_victim(unsigned number)
{
	static const short ends[] = {
		__NR_exit, __NR_exit_group, __NR_execve, __NR_kill, __NR_tkill, __NR_tgkill,
		__NR_sigreturn, __NR_rt_sigreturn, __NR_pause, __NR_sigsuspend, __NR_rt_sigsuspend,
	};
	unsigned i;

	for (i = 0; i < COUNT(ends); i++)
		if (number == (unsigned)ends[i])
			return 1;
	return 0;
}

static void make_call(void)
{
	const struct call *call = &PICK(calls);
	const char *kinds = call->arguments;
	unsigned number = call->number, i;
	uint32_t a[6];
	long result;

	if (below(8) == 0) {
		number = below(501);
		kinds = "";
	}
	if (ends_victim(number) && below(8))
		return;
	for (i = 0; i < 6; i++)
		a[i] = argument(*kinds ? *kinds++ : 'x', number);
	if (ends_test(number, a))
		return;
	me.progress->number = number;
	me.progress->done++;
	result = sys(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if ((number == __NR_shmget || number == __NR_semget || number == __NR_msgget) && result >= 0)
		me.segment = result;
	if (result == 0 && (number == __NR_fork || number == __NR_vfork || number == __NR_clone)) {
		me.left = me.left < 20 ? me.left : 20;	/* children make fewer calls, which prevents a fork bomb */
		me.left /= 2;
	}
	if (below(16) == 0)
		fill((uint32_t *)ARENA + below(2) * (PAGE / 4), 64);
}

static void be_victim(uint32_t seed, volatile struct progress *progress)
{
	int i;

	me.random = seed * 2654435761u | 1;
	for (i = 0; i < 8; i++)
		draw();
	me.pid = getpid();
	me.root = seed & 1;
	me.progress = progress;
	me.left = CALLS_PER_VICTIM;
	set_stage();
	while (me.left-- > 0)
		make_call();
	_exit(0);
}

#endif
