// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loader for static ELF programs of the i386.
 *
 *	file				memory
 *	+-------------+
 *	| ELF header  |
 *	| phdr[]      |
 *	+-------------+ p_offset	+---------------+ p_vaddr
 *	| a PT_LOAD   | --------------> | p_filesz      |  pages of the file itself,
 *	|             |			|               |  copied at the first write
 *	+-------------+			+---------------+
 *					| zeros (bss)   |  anonymous pages
 *					+---------------+ p_vaddr + p_memsz
 *
 * A page is special when file data ends inside it and zeros begin, or when two
 * PT_LOADs meet in it. Its contents are put together in a frame of its own.
 *
 * Everything is checked before the old program is given up: a malformed file is
 * -ENOEXEC. Left out compared with Linux: position independent programs
 * (ET_DYN) and the dynamic loader (PT_INTERP): both are -ENOEXEC.
 */
#include <uapi/auxvec.h>
#include <uapi/elf.h>
#include "kernel/proc/binfmt_elf.h"
#include "kernel/drivers/random.h"
#include "kernel/fs/mmap.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/io.h"
#include "kernel/lib/string.h"
#include "kernel/proc/exec.h"
#include "kernel/sched/signal.h"
#include "mm/memory.h"
#include "mm/mmap.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define ELF_MAX_PHDRS	(65536 / sizeof(Elf32_Phdr))	/* as in Linux */

/* A file that has passed its checks. */
struct elf_image {
	struct file *file;
	unsigned long entry;
	const Elf32_Phdr *phdr;		/* all of them ... */
	int phnum;
	unsigned long phdr_addr;	/* ... and where the program sees them; 0 if nowhere */
};

#define for_each_load(ph, image)						\
	for (const Elf32_Phdr *ph = (image)->phdr; ph < (image)->phdr + (image)->phnum; ph++) \
		if (ph->p_type == PT_LOAD && ph->p_memsz)

static unsigned long load_start(const Elf32_Phdr *ph) { return ph->p_vaddr & PAGE_MASK; }
static unsigned long load_end(const Elf32_Phdr *ph) { return PAGE_ALIGN(ph->p_vaddr + ph->p_memsz); }

static bool header_ok(const Elf32_Ehdr *ehdr)
{
	return !memcmp(ehdr->e_ident, ELFMAG, SELFMAG) &&
	       ehdr->e_ident[EI_CLASS] == ELFCLASS32 &&
	       ehdr->e_ident[EI_DATA] == ELFDATA2LSB &&
	       ehdr->e_type == ET_EXEC && ehdr->e_machine == EM_386 &&
	       ehdr->e_phentsize == sizeof(Elf32_Phdr) &&
	       ehdr->e_phnum && ehdr->e_phnum <= ELF_MAX_PHDRS;
}

/* Is the byte before `end` in the file? */
static bool file_reaches(struct file *file, unsigned long end)
{
	char byte;

	return kernel_read(file, end - 1, &byte, 1) == 1;
}

/* prev_end: where the PT_LOAD before this one ends. */
static bool load_ok(struct file *file, const Elf32_Phdr *ph, unsigned long prev_end)
{
	if (ph->p_filesz > ph->p_memsz)
		return false;
	if (ph->p_vaddr < max(prev_end, PAGE_SIZE))	/* page 0 is never mapped */
		return false;
	if (ph->p_vaddr >= TASK_SIZE || ph->p_memsz > TASK_SIZE - ph->p_vaddr)
		return false;
	if (!ph->p_filesz)
		return true;
	/* Pages are mapped as they lie in the file. */
	if ((ph->p_vaddr ^ ph->p_offset) & ~PAGE_MASK)
		return false;
	return ph->p_offset + ph->p_filesz >= ph->p_offset &&
	       file_reaches(file, ph->p_offset + ph->p_filesz);
}

/* Are the program headers such that the program can be loaded? Fills in phdr_addr. */
static bool image_ok(struct elf_image *image, unsigned long phoff)
{
	unsigned long end = 0;

	for (int i = 0; i < image->phnum; i++) {
		const Elf32_Phdr *ph = &image->phdr[i];

		if (ph->p_type == PT_INTERP)
			return false;
		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		if (!load_ok(image->file, ph, end))
			return false;
		end = ph->p_vaddr + ph->p_memsz;
		if (phoff >= ph->p_offset && phoff - ph->p_offset < ph->p_filesz)
			image->phdr_addr = phoff - ph->p_offset + ph->p_vaddr;
	}
	return end && image->entry < TASK_SIZE;
}

/* The kernel's copy of the program headers, or ERR_PTR(ENOMEM, ENOEXEC). */
static Elf32_Phdr *read_phdrs(struct file *file, const Elf32_Ehdr *ehdr)
{
	size_t size = ehdr->e_phnum * sizeof(Elf32_Phdr);
	Elf32_Phdr *phdr = kmalloc(size, GFP_KERNEL);

	if (!phdr)
		return ERR_PTR(-ENOMEM);
	if (kernel_read(file, ehdr->e_phoff, phdr, size) != (ssize_t)size) {
		kfree(phdr);
		return ERR_PTR(-ENOEXEC);
	}
	return phdr;
}

static unsigned long load_prot(const Elf32_Phdr *ph)
{
	return (ph->p_flags & PF_R ? PROT_READ : 0) | (ph->p_flags & PF_W ? PROT_WRITE : 0) |
	       (ph->p_flags & PF_X ? PROT_EXEC : 0);
}

/* A program says so when its stack need not be executable. (Without a no-execute bit that is a label.) */
static unsigned long stack_prot(const struct elf_image *image)
{
	unsigned long prot = PROT_READ | PROT_WRITE | PROT_EXEC;

	for (int i = 0; i < image->phnum; i++)
		if (image->phdr[i].p_type == PT_GNU_STACK && !(image->phdr[i].p_flags & PF_X))
			prot &= ~(unsigned long)PROT_EXEC;
	return prot;
}

/* Areas for one PT_LOAD. Where it shares a page with the one before, its own rights count. */
static int map_load(struct file *file, const Elf32_Phdr *ph)
{
	unsigned long start = load_start(ph), file_end = start, end = load_end(ph), addr;
	const unsigned long flags = MAP_PRIVATE | MAP_FIXED;

	if (ph->p_filesz) {
		file_end = PAGE_ALIGN(ph->p_vaddr + ph->p_filesz);
		addr = do_mmap_file(file, start, file_end - start, load_prot(ph), flags,
				    ph->p_offset >> PAGE_SHIFT);
		if (IS_ERR_VALUE(addr))
			return (int)addr;
	}
	if (end > file_end) {
		addr = do_mmap(NULL, file_end, end - file_end, load_prot(ph),
			       flags | MAP_ANONYMOUS, 0);
		if (IS_ERR_VALUE(addr))
			return (int)addr;
	}
	return 0;
}

/* How many PT_LOADs have bytes in this page? */
static int loads_in_page(const struct elf_image *image, unsigned long page)
{
	int n = 0;

	for_each_load(ph, image)
		n += page >= load_start(ph) && page < load_end(ph);
	return n;
}

/* Put a page together from all PT_LOADs that reach into it; the rest is zero. */
static int build_page(const struct elf_image *image, unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	struct page *page = alloc_page(GFP_USER);
	char *to;
	int error;

	if (!page)
		return -ENOMEM;
	to = page_address(page);
	clear_page(to);
	for_each_load(ph, image) {
		unsigned long from = max((unsigned long)ph->p_vaddr, addr);
		unsigned long end = min(ph->p_vaddr + ph->p_filesz, addr + PAGE_SIZE);

		if (from < end && kernel_read(image->file, ph->p_offset + (from - ph->p_vaddr),
					      to + (from - addr), end - from) < 0) {
			put_page(page);
			return -EIO;
		}
	}
	down(&mm->mmap_sem);
	error = install_page(mm, find_vma(mm, addr), addr, page);
	up(&mm->mmap_sem);
	if (error)
		put_page(page);
	return error;
}

/*
 * The special pages of one PT_LOAD: the first, when another one reaches into it,
 * and the one in which its file data end. `built` is the last page made so far.
 */
static int build_special_pages(const struct elf_image *image, const Elf32_Phdr *ph,
			       unsigned long *built)
{
	unsigned long data_end = ph->p_vaddr + ph->p_filesz;
	unsigned long first = load_start(ph), last = data_end & PAGE_MASK;
	int error = 0;

	if (first != *built && loads_in_page(image, first) > 1) {
		error = build_page(image, first);
		*built = first;
	}
	/* A page that the next PT_LOAD shares is built when its turn comes. */
	if (!error && last != *built && ph->p_filesz && ph->p_memsz > ph->p_filesz &&
	    data_end & ~PAGE_MASK && loads_in_page(image, last) == 1) {
		error = build_page(image, last);
		*built = last;
	}
	return error;
}

/* Map everything, and note for /proc and brk() what lies where. */
static int map_image(const struct elf_image *image)
{
	struct mm_struct *mm = current->mm;
	unsigned long built = 0, end = 0;
	int error = 0;

	mm->start_code = mm->start_data = ~0UL;
	down(&mm->mmap_sem);
	for_each_load(ph, image) {
		if (!error)
			error = map_load(image->file, ph);
		mm->start_code = min(mm->start_code, (unsigned long)ph->p_vaddr);
		if (ph->p_flags & PF_X)
			mm->end_code = max(mm->end_code, (unsigned long)ph->p_vaddr + ph->p_filesz);
		mm->start_data = ph->p_vaddr;		/* the last one's */
		mm->end_data = ph->p_vaddr + ph->p_filesz;
		end = load_end(ph);
	}
	up(&mm->mmap_sem);
	mm->start_brk = mm->brk = end;
	for_each_load(ph, image)
		if (!error)
			error = build_special_pages(image, ph, &built);
	return error;
}

/*
 * What a C library wants to know of its process, as pairs below the environment:
 * address sp, `words` long when done. Returns how many words it takes.
 */
static int fill_auxv(unsigned long *auxv, const struct elf_image *image,
		     const struct linux_binprm *bprm, unsigned long random, unsigned long platform)
{
	uint32_t eax, ebx, ecx, features;
	unsigned long *w = auxv;

	cpuid(1, &eax, &ebx, &ecx, &features);
#define AUX(type, value) do { *w++ = (type); *w++ = (value); } while (0)
	AUX(AT_HWCAP, features);
	AUX(AT_PAGESZ, PAGE_SIZE);
	AUX(AT_CLKTCK, HZ);
	if (image->phdr_addr)
		AUX(AT_PHDR, image->phdr_addr);
	AUX(AT_PHENT, sizeof(Elf32_Phdr));
	AUX(AT_PHNUM, image->phnum);
	AUX(AT_BASE, 0);
	AUX(AT_FLAGS, 0);
	AUX(AT_ENTRY, image->entry);
	AUX(AT_UID, current->uid);
	AUX(AT_EUID, current->euid);
	AUX(AT_GID, current->gid);
	AUX(AT_EGID, current->egid);
	AUX(AT_SECURE, current->uid != current->euid || current->gid != current->egid);
	AUX(AT_RANDOM, random);
	AUX(AT_EXECFN, bprm->exec);
	AUX(AT_PLATFORM, platform);
	AUX(AT_NULL, 0);
#undef AUX
	return w - auxv;
}

#define AUXV_WORDS	(2 * 18)

/*
 * Write the addresses of count strings, which lie one behind the other at *string,
 * to table, and a NULL; *string is moved behind them. 0 or -EFAULT.
 */
static int write_pointers(unsigned long *table, int count, unsigned long *string)
{
	for (int i = 0; i < count; i++) {
		long len;

		if (put_user(*string, &table[i]))
			return -EFAULT;
		len = strnlen_user((const char *)*string, MAX_ARG_PAGES * PAGE_SIZE);
		if (!len)
			return -EFAULT;
		*string += len;
	}
	return put_user(0UL, &table[count]);
}

/*
 * The stack as a program finds it, growing down:
 *
 *	0xC0000000
 *	  4 zero bytes, file name, environment strings, argument strings  (from bprm)
 *	  "i686", 16 random bytes
 *	  auxiliary vector: pairs, the last is AT_NULL
 *	  envp[0] ... envp[envc - 1], NULL
 *	  argv[0] ... argv[argc - 1], NULL
 *	  argc		<- esp, divisible by 16
 *
 * Returns esp, or -EFAULT (the stack could not grow).
 */
static unsigned long create_elf_tables(const struct elf_image *image,
				       const struct linux_binprm *bprm)
{
	static const char platform_name[] = "i686";
	struct mm_struct *mm = current->mm;
	unsigned long auxv[AUXV_WORDS], platform, random, string = bprm->p;
	unsigned char random_bytes[16];
	unsigned long *sp;
	int aux_words;

	platform = bprm->p - sizeof(platform_name);
	random = (platform & ~15UL) - sizeof(random_bytes);
	get_random_bytes(random_bytes, sizeof(random_bytes));
	if (copy_to_user((void *)platform, platform_name, sizeof(platform_name)) ||
	    copy_to_user((void *)random, random_bytes, sizeof(random_bytes)))
		return -EFAULT;

	aux_words = fill_auxv(auxv, image, bprm, random, platform);
	sp = (unsigned long *)random - aux_words - (bprm->envc + 1) - (bprm->argc + 1) - 1;
	sp = (unsigned long *)((unsigned long)sp & ~15UL);

	mm->start_stack = (unsigned long)sp;
	mm->arg_start = string;
	if (put_user((unsigned long)bprm->argc, sp) ||
	    write_pointers(sp + 1, bprm->argc, &string))
		return -EFAULT;
	mm->arg_end = mm->env_start = string;
	if (write_pointers(sp + 1 + bprm->argc + 1, bprm->envc, &string))
		return -EFAULT;
	mm->env_end = string;
	if (copy_to_user(sp + 1 + bprm->argc + 1 + bprm->envc + 1, auxv,
			 aux_words * sizeof(auxv[0])))
		return -EFAULT;
	return (unsigned long)sp;
}

/* The new program in the new address space; after the point of no return. */
static int start_image(const struct elf_image *image, struct linux_binprm *bprm,
		       struct pt_regs *regs)
{
	unsigned long sp;
	int error;

	bprm->stack_prot = stack_prot(image);
	error = map_image(image);
	if (!error)
		error = setup_arg_pages(bprm);
	if (error)
		return error;
	sp = create_elf_tables(image, bprm);
	if (IS_ERR_VALUE(sp))
		return (int)sp;
	start_thread(regs, image->entry, sp);
	return 0;
}

int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs)
{
	const Elf32_Ehdr *ehdr = (const Elf32_Ehdr *)bprm->buf;
	struct elf_image image;
	Elf32_Phdr *phdr;
	int error;

	if (!header_ok(ehdr))
		return -ENOEXEC;
	phdr = read_phdrs(bprm->file, ehdr);
	if (IS_ERR(phdr))
		return (int)PTR_ERR(phdr);
	image = (struct elf_image){
		.file = bprm->file,
		.entry = ehdr->e_entry,
		.phdr = phdr,
		.phnum = ehdr->e_phnum,
	};
	error = image_ok(&image, ehdr->e_phoff) ? flush_old_exec(bprm) : -ENOEXEC;
	if (!error) {
		error = start_image(&image, bprm, regs);
		/* Half a program, and nothing to go back to. (init's caller panics in its own words.) */
		if (error)
			send_sig(SIGKILL, current);
	}
	kfree(phdr);
	return error;
}
