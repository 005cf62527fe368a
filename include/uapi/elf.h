/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The format of programs: ELF, 32 bits, i386. Mirrors Linux's <linux/elf.h>.
 *
 *	file
 *	+--------------------+ 0
 *	| Elf32_Ehdr         |---- e_phoff, e_phnum
 *	+--------------------+			   memory
 *	| Elf32_Phdr [0]     |-- PT_LOAD ----------> p_vaddr  +--------------+
 *	| Elf32_Phdr [1] ... |	 p_offset, p_filesz	      | from file    |
 *	+--------------------+		     p_vaddr+p_filesz +--------------+
 *	| code, data         |				      | zeroes: .bss |
 *	+--------------------+		      p_vaddr+p_memsz +--------------+
 *	| Elf32_Shdr [] ...  |   (sections: for linkers and debuggers)
 *	+--------------------+
 */
#ifndef _UAPI_ELF_H
#define _UAPI_ELF_H

#include <uapi/types.h>

typedef uint32_t	Elf32_Addr;
typedef uint16_t	Elf32_Half;
typedef uint32_t	Elf32_Off;
typedef int32_t		Elf32_Sword;
typedef uint32_t	Elf32_Word;

#define EI_NIDENT	16
#define EI_MAG0		0
#define EI_CLASS	4
#define EI_DATA		5
#define EI_VERSION	6
#define EI_OSABI	7

#define ELFMAG		"\177ELF"
#define SELFMAG		4
#define ELFCLASS32	1
#define ELFDATA2LSB	1		/* little endian */
#define EV_CURRENT	1

#define ET_REL		1
#define ET_EXEC		2		/* a program at fixed addresses */
#define ET_DYN		3
#define EM_386		3

typedef struct elf32_hdr {
	unsigned char	e_ident[EI_NIDENT];
	Elf32_Half	e_type;
	Elf32_Half	e_machine;
	Elf32_Word	e_version;
	Elf32_Addr	e_entry;
	Elf32_Off	e_phoff;
	Elf32_Off	e_shoff;
	Elf32_Word	e_flags;
	Elf32_Half	e_ehsize;
	Elf32_Half	e_phentsize;
	Elf32_Half	e_phnum;
	Elf32_Half	e_shentsize;
	Elf32_Half	e_shnum;
	Elf32_Half	e_shstrndx;
} Elf32_Ehdr;

#define PT_NULL		0
#define PT_LOAD		1		/* map this part */
#define PT_DYNAMIC	2
#define PT_INTERP	3		/* names the dynamic loader that the program needs */
#define PT_NOTE		4
#define PT_PHDR		6
#define PT_TLS		7
#define PT_GNU_STACK	0x6474e551
#define PT_GNU_RELRO	0x6474e552

#define PF_X		1
#define PF_W		2
#define PF_R		4

typedef struct elf32_phdr {
	Elf32_Word	p_type;
	Elf32_Off	p_offset;
	Elf32_Addr	p_vaddr;
	Elf32_Addr	p_paddr;
	Elf32_Word	p_filesz;
	Elf32_Word	p_memsz;
	Elf32_Word	p_flags;
	Elf32_Word	p_align;
} Elf32_Phdr;

#define SHT_NULL	0
#define SHT_PROGBITS	1
#define SHT_SYMTAB	2
#define SHT_STRTAB	3
#define SHT_NOBITS	8

typedef struct elf32_shdr {
	Elf32_Word	sh_name;
	Elf32_Word	sh_type;
	Elf32_Word	sh_flags;
	Elf32_Addr	sh_addr;
	Elf32_Off	sh_offset;
	Elf32_Word	sh_size;
	Elf32_Word	sh_link;
	Elf32_Word	sh_info;
	Elf32_Word	sh_addralign;
	Elf32_Word	sh_entsize;
} Elf32_Shdr;

typedef struct elf32_sym {
	Elf32_Word	st_name;
	Elf32_Addr	st_value;
	Elf32_Word	st_size;
	unsigned char	st_info;
	unsigned char	st_other;
	Elf32_Half	st_shndx;
} Elf32_Sym;

/* One pair of the auxiliary vector: see <uapi/auxvec.h>. */
typedef struct {
	uint32_t a_type;
	union {
		uint32_t a_val;
	} a_un;
} Elf32_auxv_t;

_Static_assert(sizeof(Elf32_Ehdr) == 52, "Elf32_Ehdr");
_Static_assert(sizeof(Elf32_Phdr) == 32, "Elf32_Phdr");
_Static_assert(sizeof(Elf32_Shdr) == 40, "Elf32_Shdr");
_Static_assert(sizeof(Elf32_Sym) == 16, "Elf32_Sym");

#endif
