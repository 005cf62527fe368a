// SPDX-License-Identifier: GPL-2.0-only
/*
 * execve replaces the program of a process.
 *
 *	1. Open the file, copy the argument and environment strings to frames of their own,
 *	   and determine the file's format. An error in this step changes nothing.
 *	2. flush_old_exec(), the point of no return: switch to a new address space.
 *	3. Map the program (kernel/proc/binfmt_elf.c) and the stack, and set the registers. An
 *	   error in this step kills the process, because it has no program to return to.
 *
 * A script that begins with "#!" is handled in step 1: its interpreter takes the place of the
 * file. Left out compared with Linux: set-user-id files, formats other than ELF, the dynamic
 * loader.
 */
#include "kernel/proc/exec.h"
#include "kernel/fs/file.h"
#include "kernel/fs/namei.h"
#include "kernel/fs/open.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/string.h"
#include "kernel/lib/syscalls.h"
#include "kernel/proc/binfmt_elf.h"
#include "kernel/proc/exit.h"
#include "kernel/proc/oom.h"
#include "kernel/proc/signal.h"
#include "kernel/proc/tls.h"
#include "kernel/sched/signal.h"
#include "mm/memory.h"
#include "mm/mm_struct.h"
#include "mm/mmap.h"
#include "mm/pagetable.h"
#include "mm/uaccess.h"

#define MAX_ARG_BYTES	(MAX_ARG_PAGES * PAGE_SIZE)
#define MAX_INTERPRETERS 5

/* argv or envp. The array and its strings are in user memory or, for pid 1, in the kernel. */
struct string_array {
	const char *const *strings;
	bool in_kernel;
};

static long get_string(const struct string_array *array, int i, const char **string)
{
	if (!array->in_kernel)
		return get_user(*string, (const char **)&array->strings[i]);
	*string = array->strings[i];
	return 0;
}

/* Count the strings before the NULL; without an array there are none. -EFAULT, or -E2BIG: too many to fit. */
static int count_strings(const struct string_array *array)
{
	const char *string;

	if (!array->strings)
		return 0;
	for (int i = 0; i < (int)(MAX_ARG_BYTES / sizeof(char *)); i++) {
		if (get_string(array, i, &string))
			return -EFAULT;
		if (!string)
			return i;
	}
	return -E2BIG;
}

/* Return the address of byte `pos` of the strings. Allocates its frame when needed; NULL: no memory. */
static char *bprm_byte(struct linux_binprm *bprm, unsigned long pos)
{
	struct page **page = &bprm->page[pos / PAGE_SIZE];

	if (!*page) {
		*page = alloc_page(GFP_USER);
		if (!*page)
			return NULL;
		clear_page(page_address(*page));
	}
	return (char *)page_address(*page) + pos % PAGE_SIZE;
}

/*
 * Copy a string to the place before those that are already there. -EFAULT, -E2BIG, -ENOMEM.
 * The last byte is set to 0 explicitly, because user memory may change after it was measured.
 */
static int push_string(struct linux_binprm *bprm, const char *string, bool in_kernel)
{
	long len = in_kernel ? (long)strlen(string) + 1 : strnlen_user(string, MAX_ARG_BYTES);
	unsigned long pos, part;
	char *to;

	if (!len)
		return -EFAULT;
	if ((unsigned long)len > bprm->p)
		return -E2BIG;
	bprm->p -= len;
	for (pos = bprm->p; len; pos += part, string += part, len -= part) {
		part = min((unsigned long)len, PAGE_SIZE - pos % PAGE_SIZE);
		to = bprm_byte(bprm, pos);
		if (!to)
			return -ENOMEM;
		if (in_kernel)
			memcpy(to, string, part);
		else if (copy_from_user(to, string, part))
			return -EFAULT;
		if (part == (unsigned long)len)
			to[part - 1] = 0;
	}
	return 0;
}

/* Copy `count` strings of an array, the last one first, so that the first one lies lowest. */
static int push_strings(struct linux_binprm *bprm, const struct string_array *array, int count)
{
	const char *string;
	int error;

	while (count-- > 0) {
		if (get_string(array, count, &string))
			return -EFAULT;
		error = push_string(bprm, string, array->in_kernel);
		if (error)
			return error;
	}
	return 0;
}

static void free_arg_pages(struct linux_binprm *bprm)
{
	for (int i = 0; i < MAX_ARG_PAGES; i++) {
		if (bprm->page[i])
			put_page(bprm->page[i]);
		bprm->page[i] = NULL;
	}
}

/* Read the beginning of the file, which tells its format. */
static int prepare_binprm(struct linux_binprm *bprm)
{
	ssize_t n;

	memset(bprm->buf, 0, sizeof(bprm->buf));
	n = kernel_read(bprm->file, 0, bprm->buf, sizeof(bprm->buf));
	return n < 0 ? n : 0;
}

/* Remove argv[0]. */
static void pop_string(struct linux_binprm *bprm)
{
	while (*bprm_byte(bprm, bprm->p))	/* never NULL: the string is there */
		bprm->p++;
	bprm->p++;
	bprm->argc--;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Replace the script, which begins with "#!interpreter argument", by its interpreter. Its
 * arguments become: interpreter argument script argv[1] ...
 * Errors: ENOEXEC, those of push_string() and open_exec(). A first line that does not end
 * within bprm->buf is refused, because a path that was cut off may name another file.
 */
static int load_script(struct linux_binprm *bprm)
{
	char *name = bprm->buf + 2, *end, *arg;
	struct file *file;
	int error = 0;

	bprm->buf[sizeof(bprm->buf) - 1] = 0;
	end = strchr(name, '\n');
	if (!end)
		end = strchr(name, 0);
	if (end >= bprm->buf + sizeof(bprm->buf) - 1)
		return -ENOEXEC;
	*end = 0;
	while (end > name && is_blank(end[-1]))
		*--end = 0;
	while (is_blank(*name))
		name++;
	if (!*name)
		return -ENOEXEC;
	for (arg = name; *arg && !is_blank(*arg); )
		arg++;
	while (is_blank(*arg))
		*arg++ = 0;

	/* Replace argv[0] by the path of the script. If the interpreter is a script, too, argv[0] is its path already. */
	if (bprm->depth == 1) {
		if (bprm->argc)
			pop_string(bprm);
		error = push_string(bprm, bprm->filename, true);
		bprm->argc++;
	}
	if (!error && *arg) {
		error = push_string(bprm, arg, true);
		bprm->argc++;
	}
	if (!error)
		error = push_string(bprm, name, true);
	if (error)
		return error;
	bprm->argc++;

	file = open_exec(name);
	if (IS_ERR(file))
		return PTR_ERR(file);
	fput(bprm->file);
	bprm->file = file;
	return prepare_binprm(bprm);
}

/* Find the interpreter of a script, and load the program. ELOOP: too many interpreters. */
static int load_binary(struct linux_binprm *bprm, struct pt_regs *regs)
{
	int error;

	while (bprm->buf[0] == '#' && bprm->buf[1] == '!') {
		if (++bprm->depth > MAX_INTERPRETERS)
			return -ELOOP;
		error = load_script(bprm);
		if (error)
			return error;
	}
	return load_elf_binary(bprm, regs);
}

/*
 * Collect the strings and load the program. The order of the checks is Linux's: the counts,
 * the file, its name, the environment, the arguments, the format.
 */
static int exec_file(struct linux_binprm *bprm, const struct string_array *argv,
		     const struct string_array *envp)
{
	int error;

	bprm->argc = count_strings(argv);
	if (bprm->argc < 0)
		return bprm->argc;
	bprm->envc = count_strings(envp);
	if (bprm->envc < 0)
		return bprm->envc;
	error = prepare_binprm(bprm);
	if (error)
		return error;

	bprm->p = MAX_ARG_BYTES - sizeof(void *);
	error = push_string(bprm, bprm->filename, true);
	bprm->exec = bprm->p;
	if (!error)
		error = push_strings(bprm, envp, bprm->envc);
	if (!error)
		error = push_strings(bprm, argv, bprm->argc);
	/* As in Linux since 5.18: without an argv[0], a program could mistake envp[0] for an argument. */
	if (!error && !bprm->argc) {
		error = push_string(bprm, "", true);
		bprm->argc = 1;
	}
	return error ? error : load_binary(bprm, task_pt_regs(current));
}

static long do_execve(const char *path, const struct string_array *argv,
		      const struct string_array *envp)
{
	struct linux_binprm *bprm;
	struct file *file;
	long error;

	file = open_exec(path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	bprm = kzalloc(sizeof(*bprm), GFP_KERNEL);	/* too large for the kernel stack */
	if (bprm) {
		bprm->file = file;
		bprm->filename = path;
		error = exec_file(bprm, argv, envp);
		file = bprm->file;			/* load_script() may have replaced it */
		free_arg_pages(bprm);
		kfree(bprm);
	} else {
		error = -ENOMEM;
	}
	fput(file);
	if (!error && current->ptrace & PT_PTRACED)
		send_sig(SIGTRAP, current);
	return error;
}

/*
 * Errors: EFAULT, ENAMETOOLONG (the path), those of open_exec() (ENOENT, EACCES ...), EFAULT and
 * E2BIG (the strings), ENOEXEC, ELOOP, ENOMEM.
 */
long sys_execve(const char *user_path, const char *const *argv, const char *const *envp)
{
	const struct string_array args = { argv, false }, env = { envp, false };
	char *path = getname(user_path);
	long error;

	if (IS_ERR(path))
		return PTR_ERR(path);
	do
		error = do_execve(path, &args, &env);
	while (error == -ENOMEM && out_of_memory());
	kfree(path);
	return error;
}

long do_execve_kernel(const char *path, const char *const argv[], const char *const envp[])
{
	const struct string_array args = { argv, true }, env = { envp, true };

	return do_execve(path, &args, &env);
}

/* Set the name of current to the last component of path. */
static void set_comm(const char *path)
{
	const char *name = path;

	for (const char *s = path; *s; s++)
		if (*s == '/')
			name = s + 1;
	strlcpy(current->comm, name, sizeof(current->comm));
}

/* Give current a new address space, and its name with it. */
static int exec_mmap(const char *path)
{
	struct mm_struct *mm = mm_alloc(), *old = current->mm;

	if (!mm)
		return -ENOMEM;
	mm_release();			/* clear_child_tid lies in the old memory */
	current->mm = mm;
	activate_mm(mm);
	set_comm(path);
	trace_exec(path);
	if (old)
		mmput(old);
	return 0;
}

int flush_old_exec(struct linux_binprm *bprm)
{
	int error = exec_mmap(bprm->filename);

	if (error)
		return error;
	flush_signal_handlers();
	current->sas = (stack_t){ .ss_flags = SS_DISABLE };
	fpu_drop(&current->thread.fpu);
	clear_tls();
	current->did_exec = true;
	current->exit_signal = SIGCHLD;	/* the signal that clone() was given ends with the old program */
	files_close_on_exec();
	return 0;
}

/* The stack begins with this much room below the strings, and grows when more is needed. */
#define STACK_EXPAND	(128UL << 10)

int setup_arg_pages(struct linux_binprm *bprm)
{
	unsigned long base = STACK_TOP - MAX_ARG_BYTES;
	unsigned long limit = current->rlim[RLIMIT_STACK].rlim_cur & PAGE_MASK;
	unsigned long start, size, addr;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int error = 0;

	bprm->p += base;
	bprm->exec += base;
	start = bprm->p & PAGE_MASK;
	size = STACK_TOP - start;
	size = max(size, min(size + STACK_EXPAND, limit));

	down(&mm->mmap_sem);
	addr = do_mmap(NULL, STACK_TOP - size, size, bprm->stack_prot,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN, 0);
	if (IS_ERR_VALUE(addr)) {
		up(&mm->mmap_sem);
		return (int)addr;
	}
	vma = find_vma(mm, start);
	for (int i = 0; i < MAX_ARG_PAGES && !error; i++) {
		/* pop_string() can leave unused frames below the strings. free_arg_pages() frees them. */
		if (!bprm->page[i] || base + i * PAGE_SIZE < start)
			continue;
		error = install_page(mm, vma, base + i * PAGE_SIZE, bprm->page[i]);
		if (!error)
			bprm->page[i] = NULL;	/* install_page() has taken over the reference */
	}
	up(&mm->mmap_sem);
	return error;
}

/* C libraries expect edx to be 0: it is the address of a function to call at exit, or 0. */
void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp)
{
	memset(regs, 0, sizeof(*regs));
	regs->ds = regs->es = regs->ss = __USER_DS;
	regs->cs = __USER_CS;
	regs->eip = eip;
	regs->esp = esp;
	regs->eflags = EFLAGS_IF;
	regs->orig_eax = -1;		/* a signal must not restart this call */
}
