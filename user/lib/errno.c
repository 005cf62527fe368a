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

static const struct {
	int number;
	const char *words;
} errors[] = {
	{ 0,		"Success" },
	{ EPERM,	"Operation not permitted" },
	{ ENOENT,	"No such file or directory" },
	{ ESRCH,	"No such process" },
	{ EINTR,	"Interrupted system call" },
	{ EIO,		"Input/output error" },
	{ ENXIO,	"No such device or address" },
	{ E2BIG,	"Argument list too long" },
	{ ENOEXEC,	"Exec format error" },
	{ EBADF,	"Bad file descriptor" },
	{ ECHILD,	"No child processes" },
	{ EAGAIN,	"Resource temporarily unavailable" },
	{ ENOMEM,	"Cannot allocate memory" },
	{ EACCES,	"Permission denied" },
	{ EFAULT,	"Bad address" },
	{ ENOTBLK,	"Block device required" },
	{ EBUSY,	"Device or resource busy" },
	{ EEXIST,	"File exists" },
	{ EXDEV,	"Invalid cross-device link" },
	{ ENODEV,	"No such device" },
	{ ENOTDIR,	"Not a directory" },
	{ EISDIR,	"Is a directory" },
	{ EINVAL,	"Invalid argument" },
	{ ENFILE,	"Too many open files in system" },
	{ EMFILE,	"Too many open files" },
	{ ENOTTY,	"Inappropriate ioctl for device" },
	{ ETXTBSY,	"Text file busy" },
	{ EFBIG,	"File too large" },
	{ ENOSPC,	"No space left on device" },
	{ ESPIPE,	"Illegal seek" },
	{ EROFS,	"Read-only file system" },
	{ EMLINK,	"Too many links" },
	{ EPIPE,	"Broken pipe" },
	{ EDOM,		"Numerical argument out of domain" },
	{ ERANGE,	"Numerical result out of range" },
	{ EDEADLK,	"Resource deadlock avoided" },
	{ ENAMETOOLONG,	"File name too long" },
	{ ENOLCK,	"No locks available" },
	{ ENOSYS,	"Function not implemented" },
	{ ENOTEMPTY,	"Directory not empty" },
	{ ELOOP,	"Too many levels of symbolic links" },
	{ ENOMSG,	"No message of desired type" },
	{ EIDRM,	"Identifier removed" },
	{ ENODATA,	"No data available" },
	{ ETIME,	"Timer expired" },
	{ EPROTO,	"Protocol error" },
	{ EBADMSG,	"Bad message" },
	{ EOVERFLOW,	"Value too large for defined data type" },
	{ EILSEQ,	"Invalid or incomplete multibyte or wide character" },
	{ ENOTSOCK,	"Socket operation on non-socket" },
	{ EMSGSIZE,	"Message too long" },
	{ EOPNOTSUPP,	"Operation not supported" },
	{ EAFNOSUPPORT,	"Address family not supported by protocol" },
	{ EADDRINUSE,	"Address already in use" },
	{ ECONNRESET,	"Connection reset by peer" },
	{ ENOBUFS,	"No buffer space available" },
	{ ETIMEDOUT,	"Connection timed out" },
	{ ECONNREFUSED,	"Connection refused" },
	{ EALREADY,	"Operation already in progress" },
	{ EINPROGRESS,	"Operation now in progress" },
	{ ECANCELED,	"Operation canceled" },
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

char *strerror(int error)
{
	static char unknown[32];
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].number == error)
			return (char *)errors[i].words;
	snprintf(unknown, sizeof(unknown), "Unknown error %d", error);
	return unknown;
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
