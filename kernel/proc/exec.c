// SPDX-License-Identifier: GPL-2.0-only
/*
 * execve: one process, another program.
 *
 *	1. open the file, collect the strings in frames of their own, find out
 *	   what the file is: all that can fail does so here, and changes nothing
 *	2. flush_old_exec(), the point of no return: new address space
 *	3. map the program (kernel/proc/binfmt_elf.c) and the stack, set the registers.
 *	   What fails now has no program to return to: the process is killed
 *
 * "#!" scripts are handled here: the file is exchanged for its interpreter and
 * step 1 goes on. Left out compared with Linux: set-user-id files, other
 * formats, the dynamic loader.
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

/* Pointers to strings, either all in user memory or, for pid 1, all in the kernel. */
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

/* Strings before the NULL: -EFAULT, or -E2BIG when they cannot possibly fit. No array is an empty one. */
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

/* The frame under bprm->p, allocated when it is the first byte in it. */
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
 * Put a string in front of those already there. The last byte is made 0 by us:
 * shared memory can change between measuring and copying.
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

/* From the last to the first, so that the first lies lowest. */
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

/* The beginning of the file, on which its kind is decided. */
static int prepare_binprm(struct linux_binprm *bprm)
{
	ssize_t n;

	memset(bprm->buf, 0, sizeof(bprm->buf));
	n = kernel_read(bprm->file, 0, bprm->buf, sizeof(bprm->buf));
	return n < 0 ? n : 0;
}

/* Drop argv[0]: a script's interpreter gets another. */
static void pop_string(struct linux_binprm *bprm)
{
	while (*bprm_byte(bprm, bprm->p))	/* allocated: there is a string */
		bprm->p++;
	bprm->p++;
	bprm->argc--;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * "#!interpreter argument" becomes  interpreter argument script args...
 * The line ends in the buffer or is refused: half a path is another path.
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

	/* The script's path takes argv[0]'s place. An interpreter that is a script finds its own there already. */
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

/* Step 1 in Linux's order: the file, the counts, name, environment, arguments, the format. */
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
	/* As today: a program without argv[0] would take envp[0] for an argument. */
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
		file = bprm->file;			/* a script's interpreter by now, perhaps */
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

/* Errors: EFAULT, ENAMETOOLONG, ENOENT, EACCES ... (path), E2BIG, EFAULT, ENOMEM, ENOEXEC, ELOOP. */
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

static void set_comm(const char *path)
{
	const char *name = path;

	for (const char *s = path; *s; s++)
		if (*s == '/')
			name = s + 1;
	strlcpy(current->comm, name, sizeof(current->comm));
}

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
	current->exit_signal = SIGCHLD;	/* what clone() was told was meant for the old program */
	files_close_on_exec();
	return 0;
}

/* Room that the stack gets at once, beyond the strings; more comes by growing. */
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
		if (!bprm->page[i])
			continue;
		/* The frame's reference goes to the table entry, or stays ours when that fails. */
		if (base + i * PAGE_SIZE >= start)
			error = install_page(mm, vma, base + i * PAGE_SIZE, bprm->page[i]);
		else
			put_page(bprm->page[i]);
		if (!error)
			bprm->page[i] = NULL;
	}
	up(&mm->mmap_sem);
	return error;
}

/* All other registers 0, as C libraries expect (edx: no function to call at exit). */
void start_thread(struct pt_regs *regs, unsigned long eip, unsigned long esp)
{
	memset(regs, 0, sizeof(*regs));
	regs->ds = regs->es = regs->ss = __USER_DS;
	regs->cs = __USER_CS;
	regs->eip = eip;
	regs->esp = esp;
	regs->eflags = EFLAGS_IF;
	regs->orig_eax = -1;		/* not a call that a signal could restart */
}
