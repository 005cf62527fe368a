/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program loader, with ELF files that this test writes: unusual files must run, and broken ones
 * must be refused while the caller lives on and no memory is lost.
 */
#include "tap.h"

#if __has_include(<elf.h>)
#include <elf.h>
#else
#include <uapi/elf.h>
#endif
#include <sys/stat.h>

#define PATH "/tmp/elf_test"
#define BASE 0x08048000

/*
 * The file: header, program headers, code, and data where a test puts it.
 *
 *	0      ELF header
 *	52     program headers, up to 10
 *	0x200  code, entered at BASE + 0x200
 *	...    64 KiB in all
 */
static struct {
	Elf32_Ehdr header;
	Elf32_Phdr segments[10];
	unsigned char rest[65536 - sizeof(Elf32_Ehdr) - 10 * sizeof(Elf32_Phdr)];
} image;
static unsigned char *const file = (unsigned char *)&image;
static unsigned code_at, file_size;

/* A tiny assembler: appends bytes to the code. */
static void emit(const char *bytes, int count)
{
	memcpy(file + code_at, bytes, count);
	code_at += count;
}

static void emit32(uint32_t word)
{
	emit((char *)&word, 4);
}

static void leave(int status)			/* exit(status) */
{
	emit("\xbb", 1), emit32(status);	/* mov $status, %ebx */
	emit("\xb8", 1), emit32(1);		/* mov $1, %eax */
	emit("\xcd\x80", 2);			/* int $0x80 */
}

static void expect_byte(uint32_t address, int value)	/* exit(1) unless it holds that */
{
	char byte = value;

	emit("\x80\x3d", 2), emit32(address), emit(&byte, 1);	/* cmpb $value, address */
	emit("\x74\x0c", 2);					/* je over the exit */
	leave(1);
}

static void put_byte(uint32_t address, int value)
{
	char byte = value;

	emit("\xc6\x05", 2), emit32(address), emit(&byte, 1);	/* movb $value, address */
}

static Elf32_Phdr *segment(uint32_t offset, uint32_t address, uint32_t size, uint32_t memory,
			   int flags)
{
	Elf32_Phdr *p = &image.segments[image.header.e_phnum++];

	*p = (Elf32_Phdr){ .p_type = PT_LOAD, .p_offset = offset, .p_vaddr = address,
			   .p_paddr = address, .p_filesz = size, .p_memsz = memory,
			   .p_flags = flags, .p_align = PAGE };
	return p;
}

/* Begins a correct file with one segment, for code. The test adds code, and changes fields. */
static void begin(void)
{
	memset(&image, 0, sizeof(image));
	memcpy(image.header.e_ident, "\177ELF\1\1\1", 7);
	image.header.e_type = ET_EXEC;
	image.header.e_machine = EM_386;
	image.header.e_version = 1;
	image.header.e_entry = BASE + 0x200;
	image.header.e_phoff = 52;
	image.header.e_ehsize = 52;
	image.header.e_phentsize = 32;
	code_at = 0x200;
	file_size = 0x1000;
	segment(0, BASE, 0x1000, 0x1000, PF_R | PF_X);
}

/* Writes and runs the file. Returns its exit status, KILLED(signal), or the errno of execve. */
static int run(void)
{
	int fd = open(PATH, O_CREAT | O_TRUNC | O_WRONLY, 0755), status;

	if (fd < 0 || write(fd, file, file_size) != (int)file_size || close(fd))
		return -1;
	status = in_child({
		char *argv[] = { PATH, NULL };

		execv(PATH, argv);
		_exit(errno);
	});
	unlink(PATH);
	return status;
}

static void good(void)
{
	begin();
	leave(42);
	is_end(run(), 42, "a file with one segment runs");

	begin();
	/* the OR of all registers except esp must be 0 */
	emit("\x89\xc7\x09\xdf\x09\xcf\x09\xd7\x09\xf7\x09\xef", 12);
	emit("\x85\xff\x74\x0c", 4), leave(1), leave(43);	/* test %edi, %edi; jz */
	is_end(run(), 43, "all general registers are 0 at its first instruction");

	begin();
	segment(0x1000, BASE + 0x1000, 0, 3 * PAGE, PF_R | PF_W);
	expect_byte(BASE + 0x1000, 0);
	expect_byte(BASE + 0x3fff, 0);
	put_byte(BASE + 0x2abc, 9);
	expect_byte(BASE + 0x2abc, 9);
	leave(44);
	is_end(run(), 44, "a segment without bytes in the file is zero and writable");

	begin();
	segment(0x1100, BASE + 0x2100, 0x100, 0x2000, PF_R | PF_W);
	memset(file + 0x1000, 'x', 0x1000);
	file_size = 0x2000;
	expect_byte(BASE + 0x2100, 'x');
	expect_byte(BASE + 0x21ff, 'x');
	expect_byte(BASE + 0x2200, 0);
	expect_byte(BASE + 0x2fff, 0);
	expect_byte(BASE + 0x40ff, 0);
	put_byte(BASE + 0x2300, 1);
	leave(45);
	is_end(run(), 45, "bss that begins in a page of data is zero, whatever the file contains there");

	for (int flags = PF_R; flags <= (PF_R | PF_W); flags += PF_W) {
		begin();
		segment(0x1100, BASE + 0x2100, 0x100, 0x200, PF_R | PF_W);
		segment(0x1800, BASE + 0x2800, 0x100, 0x100, flags);
		memset(file + 0x1000, 'x', 0x1000);
		file_size = 0x2000;
		expect_byte(BASE + 0x2100, 'x');
		expect_byte(BASE + 0x2800, 'x');
		leave(53);
		is_end(run(), 53, "bss before a%s segment in the same page leaves that segment alone",
		       flags & PF_W ? "" : " read-only");
	}

	begin();
	for (int i = 1; i < 9; i++) {
		file[0x1000 + i * 16] = i;
		segment(0x1000, BASE + i * 0x10000, 0x1000, 0x1000, PF_R | (i & 1 ? PF_W : 0));
	}
	file_size = 0x2000;
	for (int i = 1; i < 9; i++)
		expect_byte(BASE + i * 0x10000 + i * 16, i);
	put_byte(BASE + 0x10000, 7);
	expect_byte(BASE + 0x20000, 0);
	leave(46);
	is_end(run(), 46, "nine segments, eight of them from the same part of the file, are separate memory");

	begin();
	segment(0x1000, BASE + 0x10000, 0x1000, 0x1000, PF_R);
	file_size = 0x2000;
	put_byte(BASE + 0x10000, 1);
	leave(1);
	is_end(run(), KILLED(SIGSEGV), "a write into a read-only segment kills it");

	begin();
	put_byte(BASE, 1);
	leave(1);
	is_end(run(), KILLED(SIGSEGV), "a write into the program's code kills it");

	begin();
	segment(0x1000, 0x50000000, 0x10, 0x10, PF_R | PF_W);
	segment(0x1000, 0xb0000000, 0x10, 0x10, PF_R | PF_W);
	file[0x1000] = 'h';
	file_size = 0x2000;
	expect_byte(0x50000000, 'h');
	expect_byte(0xb0000000, 'h');
	leave(47);
	is_end(run(), 47, "data segments may lie anywhere below the stack");

	begin();
	image.segments[0].p_vaddr = 0x20000000;
	image.header.e_entry = 0x20000200;
	leave(48);
	is_end(run(), 48, "the code may lie anywhere below the stack");

	begin();
	segment(0, BASE + 0x1000, 0x10, 0x10, PF_R)->p_type = PT_NOTE;
	segment(0, BASE + 0x1000, 0x10, 0x10, PF_R)->p_type = 0x6474e551;	/* GNU_STACK */
	segment(0, BASE + 0x1000, 0x10, 0x10, PF_R)->p_type = 0x12345678;
	leave(49);
	is_end(run(), 49, "program headers of other types are ignored");

	for (int says = 0; says < 2; says++) {
		begin();
		if (says)
			segment(0, 0, 0, 0, PF_R | PF_W)->p_type = PT_GNU_STACK;
		emit("\x83\xcb\xff\xb8\x88\0\0\0\xcd\x80", 10);	/* personality(-1) */
		emit("\xc1\xe8\x16\x83\xe0\x01\x89\xc3", 8);	/* bit 22, READ_IMPLIES_EXEC */
		emit("\xb8\1\0\0\0\xcd\x80", 7);			/* exit */
		is_end(run(), !says, says ? "a program with a header PT_GNU_STACK may not execute all that it reads"
					  : "a program without a header PT_GNU_STACK may execute all that it reads");
	}

	begin();
	image.header.e_entry = BASE + 0x800;
	code_at = 0x800;
	leave(50);
	is_end(run(), 50, "the program begins at e_entry");

	begin();
	image.header.e_phoff = 0x900;
	memcpy(file + 0x900, image.segments, 32);
	memset(image.segments, 0xee, sizeof(image.segments));
	leave(51);
	is_end(run(), 51, "the program headers may be anywhere in the file");

	begin();
	image.segments[0].p_filesz = image.segments[0].p_memsz = code_at + 12;
	leave(52);
	file_size = code_at;
	is_end(run(), 52, "a file that ends with its last instruction runs");
}

static void begins_badly(void)
{
	begin();
	leave(1);
	image.header.e_entry = BASE + 0x10000;
	is_end(run(), KILLED(SIGSEGV), "an entry where nothing is mapped: the program starts and is killed");
	image.header.e_entry = USER_TOP;
	is_end(run(), differs(ENOEXEC, KILLED(SIGSEGV)), "an entry in the kernel: ENOEXEC");
	begin();
	segment(0x8000, BASE + 0x1000, 0x1000, 0x1000, PF_R);	/* the file has 4 KiB */
	expect_byte(BASE + 0x1000, 0);
	leave(1);
	is_end(run(), differs(ENOEXEC, KILLED(SIGBUS)), "a segment after the end of the file: ENOEXEC");
}

/* Each of these is refused while the old program still exists: execve returns ENOEXEC. */
#define REFUSED(name, ...) do {							\
	begin();								\
	leave(1);								\
	__VA_ARGS__;								\
	is_end(run(), ENOEXEC, name ": ENOEXEC");				\
} while (0)

static void garbage(void)
{
	REFUSED("an empty file", file_size = 0);
	REFUSED("a file of one byte", file_size = 1);
	REFUSED("only the magic number", file_size = 4);
	REFUSED("a header of 51 bytes", file_size = 51);
	REFUSED("zeros", memset(file, 0, 4096));
	REFUSED("a text", strcpy((char *)file, "hello, loader\n"), file_size = 14);
	REFUSED("a wrong magic number", image.header.e_ident[1] = 'F');
	REFUSED("another machine", image.header.e_machine = 2);
	REFUSED("a relocatable file", image.header.e_type = ET_REL);
	REFUSED("a core file", image.header.e_type = 4);
	REFUSED("type 0", image.header.e_type = 0);
	REFUSED("program headers of 31 bytes", image.header.e_phentsize = 31);
	REFUSED("program headers of 64 bytes", image.header.e_phentsize = 64);
	REFUSED("program headers of 0 bytes", image.header.e_phentsize = 0);
	REFUSED("no program headers", image.header.e_phnum = 0);
	REFUSED("65535 program headers", image.header.e_phnum = 65535);
	REFUSED("program headers cut off by the end of the file", file_size = 60);
	REFUSED("program headers after the end of the file", image.header.e_phoff = 0x10000);
	REFUSED("program headers at -16", image.header.e_phoff = 0xfffffff0);
	REFUSED("program headers at 2 GiB", image.header.e_phoff = 0x80000000);
}

/*
 * Linux detects these after it has destroyed the old program, and kills the process. Samepage
 * checks the headers first.
 */
#define REFUSED_HERE(name, ...) do {						\
	begin();								\
	leave(1);								\
	__VA_ARGS__;								\
	is_end(run() == ENOEXEC || (!on_samepage() && run() > 128), 1, name ": ENOEXEC"); \
} while (0)

static void broken_segments(void)
{
	Elf32_Phdr *p = image.segments;

	REFUSED_HERE("a segment in the kernel", p->p_vaddr = USER_TOP);
	REFUSED_HERE("a segment at the top of memory", p->p_vaddr = 0xfffff000);
	REFUSED_HERE("a segment that reaches into the kernel",
		     segment(0, USER_TOP - PAGE, 0x10, 2 * PAGE, PF_R));
	REFUSED_HERE("a segment that wraps round", segment(0, 0x90000000, 0x10, 0x80000000, PF_R));
	REFUSED_HERE("a bss of 4 GiB", segment(0, BASE + PAGE, 0x10, 0xffffffff, PF_R | PF_W));
	REFUSED_HERE("more bytes in the file than in memory", p->p_filesz = 0x1000, p->p_memsz = 16);
	REFUSED_HERE("a file size of -1", p->p_filesz = 0xffffffff, p->p_memsz = 0xffffffff);
	REFUSED_HERE("address and offset that differ within the page", p->p_vaddr += 4);
	REFUSED_HERE("no segment to load", p->p_type = PT_NOTE);
}

/* Row elf-kinds: Linux loads the first, and starts the loader that the other names. */
static void not_static(void)
{
	if (!on_samepage())
		return;
	REFUSED("a position independent program", image.header.e_type = ET_DYN);
	REFUSED("a program that wants a loader",
		segment(0, BASE + PAGE, 16, 16, PF_R), image.segments[1].p_type = PT_INTERP);
}

static void random_bytes(void)
{
	unsigned seed = 12345;
	int round, i, survived = 0;

	for (round = 0; round < 60; round++) {
		begin();
		leave(7);
		for (i = 0; i < 1 + round % 5; i++) {
			seed = seed * 1103515245 + 12345;
			file[(seed >> 16) % 84] = seed >> 8;
		}
		survived += run() >= 0;
	}
	is(survived, 60, "60 files with random bytes in their headers: each is refused or ends");
	begin();
	leave(7);
	is_end(run(), 7, "a correct file runs after 60 broken ones");
}

int main(void)
{
	good();
	begins_badly();
	garbage();
	broken_segments();
	not_static();
	random_bytes();
	return done_testing();
}
