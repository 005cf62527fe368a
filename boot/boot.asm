; SPDX-License-Identifier: GPL-2.0-only
;
; From the boot loader to kernel_main().
;
; GRUB, or QEMU's -kernel, finds the multiboot header below, loads the kernel at
; 1 MiB and jumps to _start in 32-bit protected mode with flat segments. Paging and
; interrupts are off, eax holds a magic number, ebx the address of the multiboot
; information. The kernel is linked for 0xC0000000 + 1 MiB, so C code cannot run yet:
;
;	1. make sure that the processor can run the kernel (processor.asm),
;	2. clear .bss (not every loader does this),
;	3. map the first 4 MiB twice: at 0, where this code runs, and at 3 GiB,
;	4. turn paging on, jump to the high addresses, and remove the low mapping.
;
;	virtual                                   physical
;	0xC0400000 +------------------+
;	           | swapper_pg_dir   |---------> 0x00400000
;	           |    [768]         |           0x00100000 kernel
;	0xC0000000 +------------------+---------> 0x00000000
;	           :                  :             ^
;	0x00000000 | [0], temporary   |-------------+
;
; Later mm/init.c maps all memory and makes the text of the kernel read-only.

KERNEL_BASE	equ 0xC0000000
BOOT_STACK	equ 8192

MB_MAGIC	equ 0x1BADB002
MB_FLAGS	equ 0x00000003		; request modules on page boundaries, and the memory map

PTE_PRESENT_RW	equ 0x003
CR0_PG_WP	equ 0x80010000		; paging on; the kernel obeys read-only pages, too

	extern	kernel_main
	extern	check_processor
	extern	__bss_start
	extern	__bss_end

	global	_start
	global	swapper_pg_dir
	global	boot_page_table
	global	boot_stack
	global	boot_stack_guard

section .multiboot align=4 progbits alloc noexec nowrite
	dd	MB_MAGIC
	dd	MB_FLAGS
	dd	-(MB_MAGIC + MB_FLAGS)

section .boot.text align=16 progbits alloc exec nowrite
_start:
	cli
	cld
	mov	ebp, eax			; keep the magic number: the rest needs eax

	mov	esp, boot_stack + BOOT_STACK - KERNEL_BASE	; 1. the processor
	call	check_processor			; does not return if this one is too old

	mov	edi, __bss_start - KERNEL_BASE	; 2. clear .bss
	mov	ecx, __bss_end
	sub	ecx, __bss_start
	xor	eax, eax
	rep	stosb

	mov	edi, boot_page_table - KERNEL_BASE
	mov	eax, PTE_PRESENT_RW		; 3. map page i to frame i
	mov	ecx, 1024
.fill:	stosd
	add	eax, 4096
	loop	.fill

	mov	eax, boot_page_table - KERNEL_BASE + PTE_PRESENT_RW
	mov	edi, swapper_pg_dir - KERNEL_BASE
	mov	[edi], eax			; at 0
	mov	[edi + 768 * 4], eax		; and at 3 GiB

	mov	cr3, edi			; 4. paging on
	mov	eax, cr0
	or	eax, CR0_PG_WP
	mov	cr0, eax
	mov	eax, high			; an absolute jump; a relative one would stay low
	jmp	eax

section .text
high:
	mov	dword [swapper_pg_dir], 0	; remove the low mapping, and
	mov	eax, cr3			; flush it: now a NULL pointer faults
	mov	cr3, eax

	mov	esp, boot_stack + BOOT_STACK
	xor	eax, eax			; mark the end of backtraces:
	push	eax				; no return address,
	xchg	eax, ebp			; no frame pointer; eax is the magic number again
	mov	edx, ebx
	call	kernel_main			; kernel_main(magic, multiboot information)
hang:	cli
	hlt
	jmp	hang

; The first page directory, page table and stack; they stay in use. The stack becomes
; that of the idle task, and mm/init.c unmaps the page below it as a guard.
section .bss align=4096 nobits alloc noexec write
swapper_pg_dir:		resb 4096
boot_page_table:	resb 4096
boot_stack_guard:	resb 4096
boot_stack:		resb BOOT_STACK
