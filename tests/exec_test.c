/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * execve: what a program finds on its stack, what it keeps from the old program and what not, and
 * how execve fails.  (elf_test tests ELF files.)
 */
#include "tap.h"

#include <sys/stat.h>

extern char **environ;

static char *self;		/* the path of this program */

enum { AT_PHDR_ = 3, AT_PHENT_, AT_PHNUM_, AT_PAGESZ_, AT_BASE_, AT_FLAGS_, AT_ENTRY_,
       AT_UID_ = 11, AT_EUID_, AT_GID_, AT_EGID_, AT_PLATFORM_, AT_HWCAP_, AT_CLKTCK_,
       AT_SECURE_ = 23, AT_RANDOM_ = 25, AT_EXECFN_ = 31 };

static long auxv(int type)
{
	char **end = environ;
	long *entry;

	while (*end)
		end++;
	for (entry = (long *)(end + 1); entry[0]; entry += 2)
		if (entry[0] == type)
			return entry[1];
	return -1;
}

/* ---- the programs that are started: each checks what it finds and exits with 0, or 99 */

/*
 *	3 GiB -> | 0 (4 bytes)            |
 *	         | the path given to exec |
 *	         | environment strings    |
 *	         | argument strings       |   strings follow each other without a gap
 *	         | ... (padding, random)  |
 *	         | auxiliary vector, 0, 0 |
 *	         | envp[], NULL           |
 *	         | argv[], NULL           |
 *	esp ->   | argc                   |
 */
static int show_layout(int argc, char **argv)
{
	int i;
	char *next;

	expect(((int *)argv)[-1] == argc);
	expect(((uintptr_t)argv - 4) % 16 == 0);
	expect(argc == 4 && argv[argc] == NULL);
	expect(strcmp(argv[1], "layout") == 0 && strcmp(argv[2], "") == 0);
	expect(strcmp(argv[3], "a b\tc\xff") == 0);
	expect(environ == argv + argc + 1);
	expect(strcmp(environ[0], "FIRST=1") == 0 && strcmp(environ[1], "SECOND") == 0);
	expect(environ[2] == NULL);
	for (i = 0, next = argv[0]; i < argc; i++) {
		expect(argv[i] == next);
		next += strlen(next) + 1;
	}
	for (i = 0; environ[i]; i++) {
		expect(environ[i] == next);
		next += strlen(next) + 1;
	}
	expect((char *)auxv(AT_EXECFN_) == next);
	next += strlen(next) + 1;
	/* the NULL at the top is a pointer's size: eight bytes under a 64-bit Linux */
	expect((uintptr_t)next == USER_TOP - differs(4, 8) && *(int *)next == 0);
	expect((char *)environ < (char *)auxv(AT_RANDOM_) && (char *)auxv(AT_RANDOM_) < argv[0]);
	return 0;
}

static int show_auxv(void)
{
	uint32_t *header = (uint32_t *)auxv(AT_PHDR_);
	unsigned char *random = (unsigned char *)auxv(AT_RANDOM_);
	int i, loads = 0, entry_inside = 0, varied = 0;

	expect(auxv(AT_PAGESZ_) == PAGE);
	expect(auxv(AT_PHENT_) == 32);
	expect(auxv(AT_PHNUM_) >= 1 && auxv(AT_PHNUM_) < 32);
	for (i = 0; i < auxv(AT_PHNUM_); i++, header += 8) {
		uint32_t entry = auxv(AT_ENTRY_);

		loads += header[0] == 1;	/* PT_LOAD */
		entry_inside += header[0] == 1 && entry - header[2] < header[5];
	}
	expect(loads >= 1 && entry_inside == 1);
	expect(auxv(AT_UID_) == 11 && auxv(AT_EUID_) == 12);
	expect(auxv(AT_GID_) == 13 && auxv(AT_EGID_) == 14);
	expect(auxv(AT_CLKTCK_) == 100);
	expect(auxv(AT_SECURE_) == 1);	/* uid and euid differ */
	for (i = 1; i < 16; i++)
		varied |= random[i] != random[0];
	expect(varied);
	expect(strcmp((char *)auxv(AT_EXECFN_), self) == 0);
	return 0;
}

static int show_kept(char **argv)
{
	char byte, name[64];

	expect(getpid() == atoi(argv[2]) && getppid() == atoi(argv[3]));
	expect(getuid() == 7 && geteuid() == 8 && getgid() == 9 && getegid() == 10);
	expect(read(atoi(argv[4]), &byte, 1) == 1 && byte == 'k');
	expect_errno(read(atoi(argv[5]), &byte, 1), EBADF);
	expect(getcwd(name, sizeof(name)) && strcmp(name, "/tmp/exec_test") == 0);
	expect((umask(0)) == 031);
	expect(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	expect(signal(SIGUSR2, SIG_DFL) == SIG_DFL);
	return 0;
}

/* The old program's memory is gone, including what it had mapped. */
static int show_memory(char **argv)
{
	struct gate gate = make_gate();

	expect_errno(write(gate.fd[1], (void *)strtoul(argv[2], NULL, 16), 1), EFAULT);
	expect(write(gate.fd[1], argv, 1) == 1);
	return 0;
}

static int show_counts(int argc, char **argv)
{
	int i, bytes = 0;

	for (i = 0; i < argc; i++)
		bytes += strlen(argv[i]) + 1;
	expect(argc == atoi(argv[2]) && bytes == atoi(argv[3]));
	return 0;
}

/* Started by a script: the words from argv[2] on must be those of the variable WANT. */
static int show_script(char **argv)
{
	char got[600] = "";
	int i;

	for (i = 2; argv[i]; i++) {
		strcat(got, argv[i]);
		strcat(got, argv[i + 1] ? " " : "");
	}
	expect(strcmp(argv[0], getenv("SELF")) == 0);
	expect(strcmp(got, getenv("WANT")) == 0);
	return 0;
}

static int role(int argc, char **argv)
{
	if (argc == 0)
		return 77;
	if (argc == 1)
		return 76;
	return strcmp(argv[1], "layout") == 0 ? show_layout(argc, argv) :
	       strcmp(argv[1], "auxv") == 0 ? show_auxv() :
	       strcmp(argv[1], "script") == 0 ? show_script(argv) :
	       strcmp(argv[1], "kept") == 0 ? show_kept(argv) :
	       strcmp(argv[1], "memory") == 0 ? show_memory(argv) :
	       strcmp(argv[1], "counts") == 0 ? show_counts(argc, argv) : 98;
}

/* ---- the tests */

static void layout(void)
{
	is_end(in_child({
		char *argv[] = { self, "layout", "", "a b\tc\xff", NULL };
		char *envp[] = { "FIRST=1", "SECOND", NULL };

		execve(self, argv, envp);
	}), 0, "argc, argv, envp, auxiliary vector and strings have Linux's layout");
	is_end(in_child({
		char *argv[] = { self, "auxv", NULL };
		char *envp[] = { NULL };

		expect(setresgid(13, 14, 14) == 0 && setresuid(11, 12, 12) == 0);
		execve(self, argv, envp);
	}), 0, "the auxiliary vector has ids, program headers, entry, page size, and random bytes");
	is_end(in_child({
		char *argv[] = { NULL };
		char *envp[] = { NULL };

		execve(self, argv, envp);
	}), 76, "an empty argv becomes one empty string");
}

static void what_is_kept(void)
{
	struct gate gate = make_gate();
	void *mapped = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, ANON, -1, 0);

	open_gate(&gate);
	expect(mkdir("/tmp/exec_test", 0777) == 0);
	is_end(in_child({
		char pid[12]; char parent[12]; char kept[12]; char closed[12];
		char *argv[] = { self, "kept", pid, parent, kept, closed, NULL };
		int cloexec = dup(gate.fd[0]);
		int link[2];

		expect(pipe(link) == 0 && write(link[1], "k", 1) == 1);
		expect(fcntl(cloexec, F_SETFD, FD_CLOEXEC) == 0);
		sprintf(pid, "%d", getpid());
		sprintf(parent, "%d", getppid());
		sprintf(kept, "%d", link[0]);
		sprintf(closed, "%d", cloexec);
		umask(031);
		signal(SIGUSR1, SIG_IGN);
		signal(SIGUSR2, (void (*)(int))&what_is_kept);
		expect(chdir("/tmp/exec_test") == 0);
		expect(setresgid(9, 10, 10) == 0 && setresuid(7, 8, 8) == 0);
		execv(self, argv);
	}), 0, "exec keeps pids, ids, descriptors, directory, umask and ignored signals, but no handlers");
	expect(rmdir("/tmp/exec_test") == 0);
	is_end(in_child({
		char address[12];
		char *argv[] = { self, "memory", address, NULL };

		munmap(mapped, PAGE);
		mapped = mmap((void *)0x60000000, PAGE, PROT_READ | PROT_WRITE,
			      ANON | MAP_FIXED, -1, 0);
		*(char *)mapped = 1;
		sprintf(address, "%lx", (long)mapped);
		execv(self, argv);
	}), 0, "exec: the old program's memory is gone");
	munmap(mapped, PAGE);
	drop_gate(&gate);
}

/* After exec, a child sends SIGCHLD when it ends, whatever signal clone() was given. */
static void ends_with_sigchld(void)
{
	pid_t pid = sys(__NR_clone, CLONE_VFORK | SIGUSR1, 0, 0, 0, 0);	/* back after exec */
	char *argv[] = { NULL };

	if (pid == 0) {
		execve(self, argv, argv);
		_exit(99);
	}
	is(wait_for(pid), 76, "a child cloned with SIGUSR1 can be waited for like any other after it has called exec");
}

static void many_arguments(void)
{
	static char *argv[1200], argc[12], bytes[12], word[100], longer[200];
	int i, sum = 0;

	memset(word, 'w', sizeof(word) - 1);
	memset(longer, 'l', sizeof(longer) - 1);
	argv[0] = self;
	argv[1] = "counts";
	argv[2] = argc;
	argv[3] = bytes;
	for (i = 4; i < 1004; i++)
		argv[i] = word;
	strcpy(argc, "1004");
	strcpy(bytes, "000000");	/* the sum below has six digits, too */
	for (i = 0; i < 1004; i++)
		sum += strlen(argv[i]) + 1;
	sprintf(bytes, "%d", sum);
	is_end(in_child({ execv(self, argv); }), 0, "a thousand arguments of 100 KB arrive unchanged");
	for (i = 4; i < 1004; i++)
		argv[i] = longer;
	sprintf(bytes, "%d", sum + 1000 * (int)(sizeof(longer) - sizeof(word)));
	is_end(in_child({ execv(self, argv); _exit(errno); }), differs(E2BIG, 0),	/* row arg-max */
	       "a thousand arguments of 200 KB: E2BIG");
	is_end(in_child({
		char *huge = malloc(160 * 1024);
		char *too_much[] = { self, "x", huge, NULL };

		memset(huge, 'h', 160 * 1024 - 1);
		huge[160 * 1024 - 1] = '\0';
		expect_errno(execv(self, too_much), E2BIG);
		_exit(5);
	}), 5, "one argument of 160 KiB: E2BIG, and the caller lives on");
}

static void make_script(const char *path, const char *format, const char *word)
{
	char text[600];
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0755);
	int length = snprintf(text, sizeof(text), format, word);

	expect(write(fd, text, length) == length);
	close(fd);
}

/* Runs a script in a child. Returns how the child ends, or the errno of its exec. */
static int run_script(const char *path, const char *first, const char *want)
{
	return in_child({
		static char name[200];
		static char wanted[600];
		char *argv[] = { (char *)first, "one", NULL };
		char *envp[] = { name, wanted, NULL };

		snprintf(name, sizeof(name), "SELF=%s", self);
		snprintf(wanted, sizeof(wanted), "WANT=%s", want);
		execve(path, argv, envp);
		_exit(errno);
	});
}

static void scripts(void)
{
	char path[] = "/tmp/exec_0", before[] = "/tmp/exec_0", word[300];

	make_script(path, "#!%s script\nthe rest\n", self);
	is_end(run_script(path, "zero", "/tmp/exec_0 one"), 0,
	       "#! runs an interpreter, and the script's path replaces argv[0]");
	is_end(run_script(path, NULL, "/tmp/exec_0"), 0, "#! with an empty argv: the interpreter gets the script's path");
	make_script(path, "#! \t %s \t script \t\n", self);
	is_end(run_script(path, "zero", "/tmp/exec_0 one"), 0, "#!: blanks around the interpreter and its argument are ignored");
	make_script(path, "#!%s script", self);
	is_end(run_script(path, "zero", "/tmp/exec_0 one"), 0, "#!: the line need not end in a newline");
	make_script("/tmp/exec_1", "#!%s k l\n", path);
	is_end(run_script("/tmp/exec_1", "zero", "/tmp/exec_0 k l /tmp/exec_1 one"), 0,
	       "an interpreter may be a script: each script adds its path and its one argument");
	for (path[10] = '2', before[10] = '1'; path[10] < '6'; path[10]++, before[10]++)
		make_script(path, "#!%s\n", before);
	is_end(run_script("/tmp/exec_4", "zero", "/tmp/exec_0 k l /tmp/exec_1 /tmp/exec_2 "
			  "/tmp/exec_3 /tmp/exec_4 one"), 0, "five scripts that interpret one another run");
	is_end(run_script("/tmp/exec_5", "zero", ""), ELOOP, "six scripts that interpret one another: ELOOP");
	make_script(path, "#!%s\n", "/tmp/nothing");
	is_end(run_script(path, "zero", ""), ENOENT, "#! with an interpreter that does not exist: ENOENT");
	make_script(path, "#! \t\n%s\n", self);
	is_end(run_script(path, "zero", ""), ENOEXEC, "#! without an interpreter: ENOEXEC");
	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	make_script(path, "#!/%s\n", word);
	is_end(run_script(path, "zero", ""), ENOEXEC, "#! with an interpreter's path that is too long: ENOEXEC");
	memcpy(word, "/bin/true ", 10);
	make_script(path, "#!%s\n", word);
	is(run_script(path, "zero", "") == ENOEXEC, on_samepage(),	/* row script-line */
	   "#! with an argument that is too long: ENOEXEC");
	chmod(path, 0644);
	is_end(run_script(path, "zero", ""), EACCES, "a script that may not be executed: EACCES");
	for (path[10] = '0'; path[10] < '7'; path[10]++)
		unlink(path);
}

static void failures(void)
{
	char *argv[] = { self, "layout", NULL }, *envp[] = { NULL };
	char *bad[] = { self, (char *)0x70000000, NULL };
	char *kernel[] = { (char *)USER_TOP, NULL };
	char name[5000];
	int fd;

	is_errno(execv("/tmp/nothing", argv), ENOENT, "execve of a file that does not exist: ENOENT");
	is_errno(execv("", argv), ENOENT, "execve of an empty path: ENOENT");
	is_errno(execv("/tmp", argv), EACCES, "execve of a directory: EACCES");
	is_errno(execv("/dev/null", argv), EACCES, "execve of a device: EACCES");
	fd = open("/tmp/exec_test", O_CREAT | O_WRONLY, 0644);
	expect(write(fd, "\177ELF", 4) == 4);
	close(fd);
	is_errno(execv("/tmp/exec_test", argv), EACCES, "execve of a file without an execute bit, even by root: EACCES");
	is_errno(execv("/tmp/exec_test/x", argv), ENOTDIR, "execve of a path through a file: ENOTDIR");
	chmod("/tmp/exec_test", 0700);
	is_end(in_child({
		expect(setuid(1000) == 0);
		expect_errno(execv("/tmp/exec_test", argv), EACCES);
	}), 0, "execve by another user of a file that only its owner may execute: EACCES");
	unlink("/tmp/exec_test");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	name[0] = '/';
	is_errno(execv(name, argv), ENAMETOOLONG, "execve of a path of 5000 bytes: ENAMETOOLONG");
	is(sys(__NR_execve, 0x70000000, argv, envp), -EFAULT, "execve with an unmapped path: EFAULT");
	is(sys(__NR_execve, USER_TOP, argv, envp), -EFAULT, "execve with a path in the kernel: EFAULT");
	is(sys(__NR_execve, self, 0x70000000, envp), -EFAULT, "execve with an unmapped argv: EFAULT");
	is(sys(__NR_execve, self, argv, USER_TOP), -EFAULT, "execve with envp in the kernel: EFAULT");
	is(sys(__NR_execve, self, bad, envp), -EFAULT, "execve with an unmapped argument: EFAULT");
	is(sys(__NR_execve, self, kernel, envp), -EFAULT, "execve with an argument in the kernel: EFAULT");
	is(sys(__NR_execve, self, argv, bad + 1), -EFAULT, "execve with an unmapped environment string: EFAULT");
	ok(1, "the program still runs after all these failures");
}

int main(int argc, char **argv)
{
	self = argc ? argv[0] : "";
	if (argc != 1 || strcmp(environ[0] ? environ[0] : "", "FIRST=1") == 0)
		return role(argc, argv);
	if (!getenv("PATH") && argc == 1 && !environ[0])
		return role(argc, argv);
	layout();
	what_is_kept();
	ends_with_sigchld();
	many_arguments();
	scripts();
	failures();
	return done_testing();
}
