/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The C library does what its headers say. The test uses only those, so it also runs with another C
 * library on any Linux. It needs /bin/sh and /bin/echo.
 */
#define _FILE_OFFSET_BITS 64		/* other libraries have a 32-bit off_t otherwise */
#include "tap.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <setjmp.h>
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>

#define WORK_DIR	"/tmp/libc_test"
#define WORK_FILE	WORK_DIR "/file"

/* Claims that printf makes the expected text of the arguments, and returns its length. */
static void prints(const char *expected, const char *sentence, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void prints(const char *expected, const char *sentence, const char *format, ...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(text, expected) || n != (int)strlen(expected))
		tap_say("# expected \"%s\", got \"%s\" (%d)", expected, text, n);
	ok(strcmp(text, expected) == 0 && n == (int)strlen(expected), "%s", sentence);
}

static void test_printf(void)
{
	char *volatile text = "Hello World";	/* volatile: so that the compiler does not compute the result */
	char small[6];
	char *made = NULL;

	prints("42 -42 +42  42", "printf: signs", "%d %i %+d % d", 42, -42, 42, 42);
	prints("[   42][42   ][00042][ 0042]", "printf: width, zeroes and precision",
	       "[%5d][%-5d][%05d][%5.4d]", 42, 42, 42, 42);
	prints("+0042 -0042", "printf: zeroes stand after the sign", "%+05d %05d", 42, -42);
	prints("-2147483648 2147483647 4294967295", "printf: the ends of int",
	       "%d %d %u", INT_MIN, INT_MAX, UINT_MAX);
	prints("-9223372036854775808 18446744073709551615", "printf: the ends of long long",
	       "%lld %llu", LLONG_MIN, ULLONG_MAX);
	prints("deadbeef DEADBEEF 0xff 0XFF 0 777 0777", "printf: other bases",
	       "%x %X %#x %#X %#x %o %#o", 0xdeadbeef, 0xdeadbeef, 255, 255, 0, 0777, 0777);
	prints("123456789abcdef0 7f", "printf: long long in hexadecimal, and long",
	       "%llx %lx", 0x123456789abcdef0ULL, 0x7fUL);
	prints("-1 255 -1 65535", "printf: hh and h cut", "%hhd %hhu %hd %hu",
	       (signed char)-1, (unsigned char)255, (short)-1, (unsigned short)65535);
	prints("4096 -7 99", "printf: z, t and j", "%zu %td %jd", (size_t)4096, (ptrdiff_t)-7,
	       (intmax_t)99);
	prints("0x40000000 (nil)", "printf: pointers", "%p %p", (void *)0x40000000, NULL);
	prints("[key       ][       key][ke]", "printf: strings, width and precision",
	       "[%-10s][%10s][%.2s]", "key", "key", "key");
	prints("[   ab][x  ]", "printf: stars take width and precision from the arguments",
	       "[%*.*s][%-*c]", 5, 2, "abc", 3, 'x');
	prints("100%", "printf: a percent sign", "%d%%", 100);
	prints("", "printf: zero with precision zero prints nothing", "%.0d", 0);
	prints("No such file or directory", "strerror describes ENOENT", "%s", strerror(ENOENT));
	prints("EIDRM", "strerrorname_np returns the name of EIDRM", "%s", strerrorname_np(EIDRM));

	ok(snprintf(small, sizeof(small), "%s", text) == 11 && strcmp(small, "Hello") == 0,
	   "snprintf cuts off, and returns the whole length");
	ok(asprintf(&made, "%d-%s", 7, "x") == 3 && strcmp(made, "7-x") == 0,
	   "asprintf allocates the text");
	free(made);
}

static void test_scanf(void)
{
	int a = 0, b = 0, n = 0;
	unsigned int x = 0;
	long long big = 0;
	short h = 0;
	char word[16] = "", set[16] = "", c = 0;

	ok(sscanf("12 -7 0x1f", "%d %d %x", &a, &b, &x) == 3 && a == 12 && b == -7 && x == 31,
	   "sscanf reads decimal and hexadecimal numbers");
	ok(sscanf("0x10 010 10", "%i %i %i", &a, &b, &n) == 3 && a == 16 && b == 8 && n == 10,
	   "sscanf: %%i takes the base from the prefix");
	ok(sscanf("key=value rest", "%15[^=]=%15s", set, word) == 2 &&
	   !strcmp(set, "key") && !strcmp(word, "value"), "sscanf reads sets and words");
	ok(sscanf("9000000000 -3 z", "%lld %hd %c", &big, &h, &c) == 3 &&
	   big == 9000000000LL && h == -3 && c == 'z', "sscanf stores long long, short and char");
	ok(sscanf("12345", "%2d%*d%n", &a, &n) == 1 && a == 12 && n == 5,
	   "sscanf: width, discarding and %%n work");
	ok(sscanf("abc", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF,
	   "sscanf returns 0 without a match, and EOF without input");
}

static void test_numbers(void)
{
	char *end;
	volatile long long n = -1234567890123456789LL, d = 9876543210LL;
	volatile unsigned long long u = ULLONG_MAX;

	ok(strtol("  -0x7fz", &end, 0) == -127 && *end == 'z', "strtol accepts spaces, sign and prefix");
	ok(strtol("0x", &end, 16) == 0 && *end == 'x', "strtol: a bare 0x is the number 0");
	ok(strtol("nothing", &end, 10) == 0 && *end == 'n', "strtol without a number: the end is the start");
	errno = 0;
	ok(strtol("2147483648", NULL, 10) == LONG_MAX && errno == ERANGE,
	   "strtol: too large is LONG_MAX and ERANGE");
	errno = 0;
	ok(strtoul("4294967295", NULL, 10) == ULONG_MAX && errno == 0 &&
	   strtoul("-1", NULL, 10) == ULONG_MAX, "strtoul converts numbers up to ULONG_MAX");
	ok(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX && errno == 0,
	   "strtoull converts numbers up to ULLONG_MAX");
	ok(strtoull("18446744073709551616", NULL, 10) == ULLONG_MAX && errno == ERANGE,
	   "strtoull: ULLONG_MAX + 1 is ERANGE");
	ok(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN && atoi("17") == 17,
	   "strtoll and atoi convert numbers");
	ok(n / d == -124999998 && n % d == -8626543209LL && u / 10 == 1844674407370955161ULL &&
	   u % d == 4343164845ULL, "division of 64-bit numbers is correct");
	ok(div(-7, 2).quot == -3 && div(-7, 2).rem == -1 && abs(-5) == 5, "div and abs are correct");
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void test_strings(void)
{
	char *volatile text = "!!!";
	char buf[32], list[] = "a,b;;c", *rest, path[] = "/usr/lib/", *s;
	int v[100], i, sorted = 1, key = 50;

	strcpy(buf, "Hello");
	strcat(buf, " World");
	strncat(buf, text, 1);
	ok(strcmp(buf, "Hello World!") == 0 && strlen(buf) == 12,
	   "strcpy, strcat, strncat and strlen work");
	memset(buf, 'x', sizeof(buf));
	strncpy(buf, "ab", 5);
	ok(memcmp(buf, "ab\0\0\0x", 6) == 0, "strncpy fills up with zeroes, and writes no further");
	strcpy(buf, "0123456789");
	memmove(buf + 2, buf, 8);
	ok(strcmp(buf, "0101234567") == 0, "memmove can move upwards over itself");
	memmove(buf, buf + 2, 8);
	ok(strcmp(buf, "0123456767") == 0, "memmove can move downwards over itself");
	ok(strcmp("a", "b") < 0 && strcmp("\xff", "a") > 0 && strncmp("abc", "abd", 2) == 0 &&
	   strcasecmp("ABC", "abc") == 0, "strcmp, strncmp and strcasecmp compare as unsigned characters");
	ok(strchr("hello", 'l')[1] == 'l' && strrchr("hello", 'l')[1] == 'o' &&
	   !strchr("hello", 'z') && *strchr("hello", 0) == 0, "strchr finds the first and strrchr the last occurrence");
	ok(strstr("one two", "two") && !strstr("one", "two") && strspn("aab", "a") == 2 &&
	   strcspn("abc", "c") == 2 && *strpbrk("abc", "cb") == 'b', "strstr, strspn, strcspn and strpbrk work");
	s = strtok_r(list, ",;", &rest);
	ok(!strcmp(s, "a") && !strcmp(strtok_r(NULL, ",;", &rest), "b") &&
	   !strcmp(strtok_r(NULL, ",;", &rest), "c") && !strtok_r(NULL, ",;", &rest), "strtok_r returns the words one after the other");
	ok(isalpha('q') && !isalpha('1') && isxdigit('F') && isspace('\n') && toupper('a') == 'A' &&
	   ispunct('!') && !isprint('\n') && !isalpha(EOF), "the functions of <ctype.h> classify characters");
	ok(strcmp(basename(path), "lib") == 0 && strcmp(dirname(path), "/usr") == 0,
	   "basename and dirname split a path");

	srand(1);
	for (i = 0; i < 100; i++)
		v[i] = rand() % 1000;
	v[7] = key;
	qsort(v, 100, sizeof(int), by_value);
	for (i = 1; i < 100; i++)
		sorted &= v[i - 1] <= v[i];
	ok(sorted, "qsort sorts");
	ok(*(int *)bsearch(&key, v, 100, sizeof(int), by_value) == key, "bsearch finds an element");
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

static void test_environment(int argc, char **argv)
{
	char *args[] = { "prog", "-a", "-bvalue", "-c", "other", "-ac", "x", "rest", NULL };
	char seen[32] = "", *b = NULL, *c = NULL;
	int option;

	ok(argc == 1 && strstr(argv[0], "libc_test") && argv[1] == NULL, "main gets argc and argv");
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

static void test_files(void)
{
	struct iovec pieces[2] = { { "one ", 4 }, { "two", 3 } };
	char line[64], *long_line = NULL;
	size_t size = 0;
	struct stat st;
	struct dirent *entry;
	FILE *f;
	DIR *dir;
	int fd, names = 0;

	mkdir(WORK_DIR, 0755);
	f = fopen(WORK_FILE, "w+");
	ok(f && fprintf(f, "line %d\nline %d\n", 1, 2) == 14 && fputs("end", f) >= 0,
	   "fopen, fprintf and fputs write a file");
	ok(ftell(f) == 17, "ftell counts what is still in the buffer");
	rewind(f);
	ok(fgets(line, sizeof(line), f) && !strcmp(line, "line 1\n"), "fgets reads one line");
	ok(ungetc('L', f) == 'L' && fgetc(f) == 'L' && fgetc(f) == 'l', "fgetc returns what ungetc has put back");
	ok(getline(&long_line, &size, f) == 6 && !strcmp(long_line, "ine 2\n"), "getline reads a line");
	ok(fread(line, 1, sizeof(line), f) == 3 && feof(f) && !ferror(f), "fread reads up to the end");
	ok(fseek(f, 5, SEEK_SET) == 0 && fwrite("X", 1, 1, f) == 1 && fflush(f) == 0,
	   "fseek, fwrite and fflush change a file");
	ok(fclose(f) == 0, "fclose succeeds");
	free(long_line);

	f = fopen(WORK_FILE, "a");
	fprintf(f, "!");
	fclose(f);
	fd = open(WORK_FILE, O_RDWR);
	ok(fd > 2 && read(fd, line, 64) == 18 && !memcmp(line, "line X\nline 2\nend!", 18),
	   "open and read find what the streams have written");
	ok(lseek(fd, -4, SEEK_END) == 14 && read(fd, line, 3) == 3 && !memcmp(line, "end", 3),
	   "lseek can seek from the end");
	ok(writev(fd, pieces, 2) == 7, "writev writes all pieces");
	ok(fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 24 && st.st_nlink == 1,
	   "fstat reports kind and size");
	ok(lseek(fd, 1LL << 33, SEEK_SET) == 1LL << 33, "lseek can seek beyond 4 GiB");
	ok(ftruncate(fd, 4) == 0 && stat(WORK_FILE, &st) == 0 && st.st_size == 4,
	   "stat reports the size that ftruncate has set");
	ok(fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC, "fcntl F_GETFD returns what F_SETFD has set");
	close(fd);
	errno = 0;
	ok(close(fd) == -1 && errno == EBADF, "close of a closed descriptor: EBADF");
	ok(!fopen(WORK_DIR "/none", "r") && errno == ENOENT, "fopen of a file that does not exist: ENOENT");

	ok(chdir(WORK_DIR) == 0 && getcwd(line, sizeof(line)) && !strcmp(line, WORK_DIR),
	   "getcwd returns the directory that chdir has set");
	dir = opendir(".");
	while (dir && (entry = readdir(dir)))
		names += !strcmp(entry->d_name, "file") && entry->d_ino == st.st_ino;
	ok(dir && names == 1 && closedir(dir) == 0,
	   "readdir finds the file, under stat's inode number");
	ok(ftok(WORK_FILE, 0x6666) == (key_t)((st.st_ino & 0xffff) | (st.st_dev & 0xff) << 16 |
					      0x66000000), "ftok makes the key from id, device and inode number");
	ok(ftok(WORK_DIR "/none", 1) == -1, "ftok of a file that does not exist returns -1");
	chdir("/");
	ok(remove(WORK_FILE) == 0 && remove(WORK_DIR) == 0 && access(WORK_DIR, F_OK) == -1,
	   "remove removes a file and a directory");
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

static void test_shm(void)
{
	struct shmid_ds ds;
	struct shm_info info;
	struct shminfo limits;
	int id = shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0600), status;
	char *a, *b;
	pid_t pid;

	ok(id >= 0, "shmget creates a segment");
	a = shmat(id, NULL, 0);
	b = shmat(id, NULL, SHM_RDONLY);
	ok(a != (void *)-1 && b != (void *)-1 && a != b, "shmat can attach a segment twice, at two addresses");
	strcpy(a, "same page");
	ok(strcmp(b, "same page") == 0, "what is written through one is read through the other");
	pid = fork();
	if (pid == 0) {
		strcpy(a, "by the child");
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(strcmp(b, "by the child") == 0, "a child writes into the same frame");
	ok(shmctl(id, IPC_STAT, &ds) == 0 && ds.shm_segsz == 5000 && ds.shm_nattch == 2 &&
	   ds.shm_cpid == getpid() && (ds.shm_perm.mode & 0777) == 0600 &&
	   ds.shm_perm.uid == geteuid() && ds.shm_perm.__key == IPC_PRIVATE, "shmctl with IPC_STAT reports the segment");
	ok(shmctl(0, SHM_INFO, (struct shmid_ds *)&info) >= 0 && info.used_ids >= 1 &&
	   info.shm_tot >= 2, "shmctl with SHM_INFO reports the totals");
	ok(shmctl(0, IPC_INFO, (struct shmid_ds *)&limits) >= 0 && limits.shmmin == 1 &&
	   limits.shmmni >= 128, "shmctl with IPC_INFO reports the limits");
	ok(shmctl(id, IPC_RMID, NULL) == 0, "shmctl with IPC_RMID succeeds");
	ok(shmdt(a) == 0 && shmdt(b) == 0, "shmdt of both attaches succeeds");
	errno = 0;
	ok(shmctl(id, IPC_STAT, &ds) == -1 && errno == EINVAL, "a removed segment is destroyed with its last attach");
	ok(shmat(id, NULL, 0) == (void *)-1, "shmat of a destroyed segment returns -1");
}

static void test_time(void)
{
	struct timespec before, after, little = { 0, 20000000 };
	struct timeval tv;
	struct tms used;
	time_t t = 951782400;			/* 2000-02-29 */
	struct tm tm;
	char text[64];
	int good = 1, y;

	gmtime_r(&t, &tm);
	ok(tm.tm_year == 100 && tm.tm_mon == 1 && tm.tm_mday == 29 && tm.tm_wday == 2 &&
	   tm.tm_yday == 59, "gmtime converts the leap day of 2000");
	ok(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %a %j", &tm) == 27 &&
	   !strcmp(text, "2000-02-29 00:00:00 Tue 060"), "strftime formats a date");
	ok(!strcmp(ctime(&(time_t){ 0 }), "Thu Jan  1 00:00:00 1970\n"), "ctime formats time 0");
	for (y = 1902; y < 2038; y++) {
		struct tm there = { .tm_year = y - 1900, .tm_mon = y % 12, .tm_mday = 1 + y % 28 };

		t = timegm(&there);
		gmtime_r(&t, &tm);
		good &= tm.tm_year == y - 1900 && tm.tm_mon == y % 12 && tm.tm_mday == 1 + y % 28;
	}
	ok(good, "timegm and gmtime are inverse from 1902 to 2037");
	t = time(NULL);
	gettimeofday(&tv, NULL);
	ok(tv.tv_sec - t <= 1, "time and gettimeofday agree");
	clock_gettime(CLOCK_MONOTONIC, &before);
	nanosleep(&little, NULL);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ok((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= 20,
	   "nanosleep sleeps at least as long as asked");
	ok(times(&used) != -1, "times succeeds");
}

static void test_system(void)
{
	struct utsname names;
	struct rlimit limit;
	int groups;
	char *p;

	ok(uname(&names) == 0 && names.sysname[0] && names.machine[0], "uname reports the system and the machine");
	ok(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur > 0, "getrlimit reports the limit of the stack");
	ok(sysconf(_SC_PAGESIZE) == 4096, "sysconf reports the page size");
	groups = getgroups(0, NULL);
	ok(getuid() == geteuid() && groups >= 0, "getuid, geteuid and getgroups succeed");
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, ANON, -1, 0);
	ok(p != MAP_FAILED && p[0] == 0 && p[8191] == 0, "mmap returns zeroed pages");
	p[0] = 1;
	ok(mprotect(p, 4096, PROT_READ) == 0 && p[0] == 1, "mprotect to read-only succeeds");
	munmap(p, 8192);
	errno = 0;
	ok(syscall(9999) == -1 && errno == ENOSYS, "syscall of an unknown number: ENOSYS");
}

int main(int argc, char *argv[])
{
	test_printf();
	test_scanf();
	test_numbers();
	test_strings();
	test_malloc();
	test_environment(argc, argv);
	test_files();
	test_signals();
	test_processes();
	test_shell();
	test_shm();
	test_time();
	test_system();
	return done_testing();
}
