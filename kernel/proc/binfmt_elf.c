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
 * The page in which file data end and zeros begin is a private copy, cleared to its end.
 *
 * Everything is checked before the old program is destroyed: a malformed file is -ENOEXEC.
 * Left out compared with Linux: position independent programs (ET_DYN) and the dynamic
 * loader (PT_INTERP). Both are -ENOEXEC.
 */
#include <uapi/auxvec.h>
#include <uapi/elf.h>
#include "kernel/proc/binfmt_elf.h"
#include "kernel/drivers/random.h"
#include "kernel/fs/mmap.h"
#include "kernel/fs/ramfs.h"
#include "kernel/lib/io.h"
#include "kernel/lib/printk.h"
#include "kernel/lib/string.h"
#include "kernel/proc/exec.h"
#include "kernel/sched/signal.h"
#include "mm/mmap.h"
#include "mm/slab.h"
#include "mm/uaccess.h"

#define ELF_MAX_PHDRS	(65536 / sizeof(Elf32_Phdr))	/* as in Linux */

/* A program file, after its header was checked. */
struct elf_image {
	struct file *file;
	unsigned long entry;
	const Elf32_Phdr *phdr;		/* all program headers */
	int phnum;
	unsigned long phdr_addr;	/* their address in the program; 0 if they are not loaded */
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

/* Does the file have the byte before offset `end`? */
static bool file_reaches(struct file *file, unsigned long end)
{
	char byte;

	return kernel_read(file, end - 1, &byte, 1) == 1;
}

/* Can this PT_LOAD be mapped? prev_end is the address where the one before it ends. */
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
	/* Pages of the file are mapped as they are. */
	if ((ph->p_vaddr ^ ph->p_offset) & ~PAGE_MASK)
		return false;
	return ph->p_offset + ph->p_filesz >= ph->p_offset &&
	       file_reaches(file, ph->p_offset + ph->p_filesz);
}

/* Can the program be loaded, according to its program headers? Also sets phdr_addr. */
static bool image_ok(struct elf_image *image, unsigned long phoff)
{
	unsigned long end = 0;

	for (int i = 0; i < image->phnum; i++) {
		const Elf32_Phdr *ph = &image->phdr[i];

		if (ph->p_type == PT_INTERP) {
			printk("%s[%d]: a dynamic program: link it with -static\n", current->comm, current->pid);
			return false;
		}
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

/* Read the program headers into kernel memory. ERR_PTR(-ENOMEM, -ENOEXEC). */
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

/*
 * The rights of the stack. A program says whether it wants to execute it. As in Linux, one that does
 * not say it is so old that it may execute everything. (Without a no-execute bit it always can.)
 */
static unsigned long stack_prot(const struct elf_image *image)
{
	for (int i = 0; i < image->phnum; i++)
		if (image->phdr[i].p_type == PT_GNU_STACK)
			return PROT_READ | PROT_WRITE | (image->phdr[i].p_flags & PF_X ? PROT_EXEC : 0);
	current->personality |= READ_IMPLIES_EXEC;
	return PROT_READ | PROT_WRITE | PROT_EXEC;
}

/* Map one PT_LOAD. In a page that it shares with the one before, it replaces that one, as in Linux. */
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

/*
 * Clear the rest of the page in which the file data of a PT_LOAD end: bss begins there, and
 * the file may have other bytes. A segment that cannot be written keeps them, as in Linux.
 */
static int clear_bss_start(const Elf32_Phdr *ph)
{
	unsigned long data_end = ph->p_vaddr + ph->p_filesz;

	if (!ph->p_filesz || ph->p_memsz == ph->p_filesz || !(ph->p_flags & PF_W))
		return 0;
	return clear_user((void *)data_end, PAGE_ALIGN(data_end) - data_end) ? -EFAULT : 0;
}

/*
 * Map all segments, and record for /proc and brk() where they are. mmap_sem is dropped after each
 * one, because clear_bss_start() causes page faults. It must come before the next segment is
 * mapped, which may replace the page that it clears.
 */
static int map_image(const struct elf_image *image)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = 0;
	int error = 0;

	mm->start_code = mm->start_data = ~0UL;
	for_each_load(ph, image) {
		down(&mm->mmap_sem);
		error = map_load(image->file, ph);
		up(&mm->mmap_sem);
		if (!error)
			error = clear_bss_start(ph);
		if (error)
			return error;
		mm->start_code = min(mm->start_code, (unsigned long)ph->p_vaddr);
		if (ph->p_flags & PF_X)
			mm->end_code = max(mm->end_code, (unsigned long)ph->p_vaddr + ph->p_filesz);
		mm->start_data = ph->p_vaddr;		/* the last one's */
		mm->end_data = ph->p_vaddr + ph->p_filesz;
		end = load_end(ph);
	}
	mm->start_brk = mm->brk = end;
	return 0;
}

/* Fill in the auxiliary vector, pairs of type and value for the C library. Returns its length in words. */
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
 * Write the addresses of count consecutive strings at *string to table, and a NULL. Advances
 * *string to their end. 0 or -EFAULT.
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

/* Set up the new program in its new address space, after the point of no return. */
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
		/* The old program is gone, so there is nothing to return to. (For init, the caller panics.) */
		if (error)
			send_sig(SIGKILL, current);
	}
	kfree(phdr);
	return error;
}
