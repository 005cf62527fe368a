/* SPDX-License-Identifier: GPL-2.0-only */
/* The POSIX interface to the system: files, processes, users. */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <stdint.h>
#include <sys/types.h>
#include <uapi/fcntl.h>		/* SEEK_..., R_OK ... */

#define STDIN_FILENO	0
#define STDOUT_FILENO	1
#define STDERR_FILENO	2

extern char **environ;

/* Files */
ssize_t read(int fd, void *data, size_t size);
ssize_t write(int fd, const void *data, size_t size);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
int dup(int fd);
int dup2(int fd, int as);
int dup3(int fd, int as, int flags);
int pipe(int ends[2]);
int pipe2(int ends[2], int flags);
int isatty(int fd);
int ftruncate(int fd, off_t size);
ssize_t pread(int fd, void *data, size_t size, off_t offset);
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset);
int fsync(int fd);
int fdatasync(int fd);
void sync(void);

/* Names */
int access(const char *path, int how);
int faccessat(int dirfd, const char *path, int how, int flags);
int truncate(const char *path, off_t size);
int link(const char *from, const char *to);
int linkat(int from_dirfd, const char *from, int to_dirfd, const char *to, int flags);
int symlink(const char *content, const char *path);
int symlinkat(const char *content, int dirfd, const char *path);
ssize_t readlink(const char *path, char *content, size_t size);
ssize_t readlinkat(int dirfd, const char *path, char *content, size_t size);
int unlink(const char *path);
int unlinkat(int dirfd, const char *path, int flags);
int rmdir(const char *path);
int chdir(const char *path);
int fchdir(int fd);
char *getcwd(char *path, size_t size);
int chown(const char *path, uid_t owner, gid_t group);
int lchown(const char *path, uid_t owner, gid_t group);
int fchown(int fd, uid_t owner, gid_t group);
int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags);

/* Processes */
pid_t fork(void);
pid_t vfork(void) __attribute__((returns_twice));
int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
int execvp(const char *name, char *const argv[]);
int execl(const char *path, const char *arg, ...);	/* ..., NULL */
int execlp(const char *name, const char *arg, ...);	/* ..., NULL */
int execle(const char *path, const char *arg, ...);	/* ..., NULL, envp */
_Noreturn void _exit(int status);
pid_t getpid(void);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
pid_t getsid(pid_t pid);
int setpgid(pid_t pid, pid_t group);
pid_t setsid(void);
pid_t tcgetpgrp(int fd);
int tcsetpgrp(int fd, pid_t group);
int pause(void);
unsigned int alarm(unsigned int seconds);
unsigned int sleep(unsigned int seconds);
int usleep(unsigned int microseconds);

/* Users and groups */
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t uid);
int seteuid(uid_t uid);
int setreuid(uid_t real, uid_t effective);
int setresuid(uid_t real, uid_t effective, uid_t saved);
int getresuid(uid_t *real, uid_t *effective, uid_t *saved);
int setgid(gid_t gid);
int setegid(gid_t gid);
int setregid(gid_t real, gid_t effective);
int setresgid(gid_t real, gid_t effective, gid_t saved);
int getresgid(gid_t *real, gid_t *effective, gid_t *saved);
int getgroups(int size, gid_t groups[]);
int setgroups(size_t count, const gid_t groups[]);

/* Memory and the machine */
int brk(void *end);
void *sbrk(intptr_t increment);
int gethostname(char *name, size_t size);

#define _SC_ARG_MAX		0
#define _SC_CLK_TCK		2
#define _SC_NGROUPS_MAX		3
#define _SC_PAGESIZE		30
#define _SC_PAGE_SIZE		_SC_PAGESIZE
#define _SC_NPROCESSORS_CONF	83
#define _SC_NPROCESSORS_ONLN	84
long sysconf(int name);

/* Any system call by its number (<sys/syscall.h>). The functions above call it. */
long syscall(long number, ...);

/* Options of a command line */
extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int argc, char *const argv[], const char *options);

/* A call that Samepage's kernel does not have (not_here.c) */
int nice(int increment);

#endif
