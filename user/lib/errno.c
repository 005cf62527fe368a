/* SPDX-License-Identifier: GPL-2.0-only */
/* errno, and the texts that describe errors and signals. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

int errno;

long __syscall_result(unsigned long eax);

/* syscall.asm calls this with the result of each system call. -4095 ... -1 are errors. */
long __syscall_result(unsigned long eax)
{
	if (eax >= -4095UL) {
		errno = -eax;
		return -1;
	}
	return eax;
}

static const struct error {
	int number;
	const char *name, *words;
} errors[] = {
#define E(name, words) { name, #name, words }
	E(0,		"Success"),
	E(EPERM,	"Operation not permitted"),
	E(ENOENT,	"No such file or directory"),
	E(ESRCH,	"No such process"),
	E(EINTR,	"Interrupted system call"),
	E(EIO,		"Input/output error"),
	E(ENXIO,	"No such device or address"),
	E(E2BIG,	"Argument list too long"),
	E(ENOEXEC,	"Exec format error"),
	E(EBADF,	"Bad file descriptor"),
	E(ECHILD,	"No child processes"),
	E(EAGAIN,	"Resource temporarily unavailable"),
	E(ENOMEM,	"Cannot allocate memory"),
	E(EACCES,	"Permission denied"),
	E(EFAULT,	"Bad address"),
	E(ENOTBLK,	"Block device required"),
	E(EBUSY,	"Device or resource busy"),
	E(EEXIST,	"File exists"),
	E(EXDEV,	"Invalid cross-device link"),
	E(ENODEV,	"No such device"),
	E(ENOTDIR,	"Not a directory"),
	E(EISDIR,	"Is a directory"),
	E(EINVAL,	"Invalid argument"),
	E(ENFILE,	"Too many open files in system"),
	E(EMFILE,	"Too many open files"),
	E(ENOTTY,	"Inappropriate ioctl for device"),
	E(ETXTBSY,	"Text file busy"),
	E(EFBIG,	"File too large"),
	E(ENOSPC,	"No space left on device"),
	E(ESPIPE,	"Illegal seek"),
	E(EROFS,	"Read-only file system"),
	E(EMLINK,	"Too many links"),
	E(EPIPE,	"Broken pipe"),
	E(EDOM,		"Numerical argument out of domain"),
	E(ERANGE,	"Numerical result out of range"),
	E(EDEADLK,	"Resource deadlock avoided"),
	E(ENAMETOOLONG,	"File name too long"),
	E(ENOLCK,	"No locks available"),
	E(ENOSYS,	"Function not implemented"),
	E(ENOTEMPTY,	"Directory not empty"),
	E(ELOOP,	"Too many levels of symbolic links"),
	E(ENOMSG,	"No message of desired type"),
	E(EIDRM,	"Identifier removed"),
	E(ENODATA,	"No data available"),
	E(ETIME,	"Timer expired"),
	E(EPROTO,	"Protocol error"),
	E(EBADMSG,	"Bad message"),
	E(EOVERFLOW,	"Value too large for defined data type"),
	E(EILSEQ,	"Invalid or incomplete multibyte or wide character"),
	E(ENOTSOCK,	"Socket operation on non-socket"),
	E(EMSGSIZE,	"Message too long"),
	E(EOPNOTSUPP,	"Operation not supported"),
	E(EAFNOSUPPORT,	"Address family not supported by protocol"),
	E(EADDRINUSE,	"Address already in use"),
	E(ECONNRESET,	"Connection reset by peer"),
	E(ENOBUFS,	"No buffer space available"),
	E(ETIMEDOUT,	"Connection timed out"),
	E(ECONNREFUSED,	"Connection refused"),
	E(EALREADY,	"Operation already in progress"),
	E(EINPROGRESS,	"Operation now in progress"),
	E(ECANCELED,	"Operation canceled"),
#undef E
};

static const char *const signals[] = {
	[SIGHUP]	= "Hangup",
	[SIGINT]	= "Interrupt",
	[SIGQUIT]	= "Quit",
	[SIGILL]	= "Illegal instruction",
	[SIGTRAP]	= "Trace/breakpoint trap",
	[SIGABRT]	= "Aborted",
	[SIGBUS]	= "Bus error",
	[SIGFPE]	= "Floating point exception",
	[SIGKILL]	= "Killed",
	[SIGUSR1]	= "User defined signal 1",
	[SIGSEGV]	= "Segmentation fault",
	[SIGUSR2]	= "User defined signal 2",
	[SIGPIPE]	= "Broken pipe",
	[SIGALRM]	= "Alarm clock",
	[SIGTERM]	= "Terminated",
	[SIGSTKFLT]	= "Stack fault",
	[SIGCHLD]	= "Child exited",
	[SIGCONT]	= "Continued",
	[SIGSTOP]	= "Stopped (signal)",
	[SIGTSTP]	= "Stopped",
	[SIGTTIN]	= "Stopped (tty input)",
	[SIGTTOU]	= "Stopped (tty output)",
	[SIGURG]	= "Urgent I/O condition",
	[SIGXCPU]	= "CPU time limit exceeded",
	[SIGXFSZ]	= "File size limit exceeded",
	[SIGVTALRM]	= "Virtual timer expired",
	[SIGPROF]	= "Profiling timer expired",
	[SIGWINCH]	= "Window changed",
	[SIGIO]		= "I/O possible",
	[SIGPWR]	= "Power failure",
	[SIGSYS]	= "Bad system call",
};

/* Returns the row of an error, or NULL. */
static const struct error *find(int error)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].number == error)
			return &errors[i];
	return NULL;
}

char *strerror(int error)
{
	static char unknown[32];
	const struct error *found = find(error);

	if (found)
		return (char *)found->words;
	snprintf(unknown, sizeof(unknown), "Unknown error %d", error);
	return unknown;
}

/* Returns the name of an error, such as "EPERM", or NULL. (As in glibc.) */
const char *strerrorname_np(int error)
{
	const struct error *found = find(error);

	return found ? found->name : NULL;
}

char *strsignal(int sig)
{
	static char unknown[32];

	if (sig > 0 && sig < SIGRTMIN)
		return (char *)signals[sig];
	snprintf(unknown, sizeof(unknown), "Unknown signal %d", sig);
	return unknown;
}

static void print_message(const char *message, const char *words)
{
	if (message && *message)
		fprintf(stderr, "%s: %s\n", message, words);
	else
		fprintf(stderr, "%s\n", words);
}

void perror(const char *message)
{
	print_message(message, strerror(errno));
}

void psignal(int sig, const char *message)
{
	print_message(message, strsignal(sig));
}
