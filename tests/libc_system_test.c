/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions of the C library that ask the system do what their headers say: files, shared memory,
 * time, and the system itself.
 *
 * The tests of the C library use only its headers, so they also run with another C library on any
 * Linux.
 */
#define _FILE_OFFSET_BITS 64		/* other libraries have a 32-bit off_t otherwise */
#include "tap.h"

#include <dirent.h>
#include <limits.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/time.h>
#include <sys/uio.h>

#define WORK_DIR	"/tmp/libc_system_test"
#define WORK_FILE	WORK_DIR "/file"

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

int main(void)
{
	test_files();
	test_shm();
	test_time();
	test_system();
	return done_testing();
}
