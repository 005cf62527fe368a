; SPDX-License-Identifier: GPL-2.0-only
;
; From the boot loader to kernel_main().
;
; GRUB, or QEMU's -kernel, finds the multiboot header below, puts the kernel at
; 1 MiB and jumps to _start: 32-bit protected mode, flat segments, paging off,
; interrupts off, eax = a magic number, ebx = address of the multiboot information.
; The kernel is linked to run at 0xC0000000 + 1 MiB, so before any C can run:
;
;	1. clear .bss (not every loader does),
;	2. map the first 4 MiB twice, at 0 (where we are) and at 3 GiB (where we belong),
;	3. turn paging on, jump up, and take the low mapping away again.
;
;	virtual                                   physical
;	0xC0400000 +------------------+
;	           | swapper_pg_dir   |---------> 0x00400000
;	           |    [768]         |           0x00100000 kernel
;	0xC0000000 +------------------+---------> 0x00000000
;	           :                  :             ^
;	0x00000000 | [0], for a moment|-------------+
;
; mm/init.c later maps all memory, and makes the kernel's text read-only.

KERNEL_BASE	equ 0xC0000000
BOOT_STACK	equ 8192

MB_MAGIC	equ 0x1BADB002
MB_FLAGS	equ 0x00000003		; modules on page boundaries; tell us the memory map

PTE_PRESENT_RW	equ 0x003
CR0_PG_WP	equ 0x80010000		; paging on; read-only means read-only for the kernel too

	extern	kernel_main
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
	mov	ebp, eax			; the magic number, out of the way of stosb

	mov	edi, __bss_start - KERNEL_BASE	; 1. clear .bss
	mov	ecx, __bss_end
	sub	ecx, __bss_start
	xor	eax, eax
	rep	stosb

	mov	edi, boot_page_table - KERNEL_BASE
	mov	eax, PTE_PRESENT_RW		; 2. entry i maps frame i
	mov	ecx, 1024
.fill:	stosd
	add	eax, 4096
	loop	.fill

	mov	eax, boot_page_table - KERNEL_BASE + PTE_PRESENT_RW
	mov	edi, swapper_pg_dir - KERNEL_BASE
	mov	[edi], eax			; at 0
	mov	[edi + 768 * 4], eax		; and at 3 GiB

	mov	cr3, edi			; 3. paging on
	mov	eax, cr0
	or	eax, CR0_PG_WP
	mov	cr0, eax
	mov	eax, high			; an absolute jump: a relative one stays low
	jmp	eax

section .text
high:
	mov	dword [swapper_pg_dir], 0	; nothing below 3 GiB any more:
	mov	eax, cr3			; a NULL pointer faults from here on
	mov	cr3, eax

	mov	esp, boot_stack + BOOT_STACK
	xor	eax, eax			; the end of every backtrace
	push	eax				; (no return address)
	xchg	eax, ebp			; (no frame pointer)
	mov	edx, ebx
	call	kernel_main			; kernel_main(magic, multiboot information)
hang:	cli
	hlt
	jmp	hang

; Where it all stands until, and after, mm/init.c has looked at the machine. The
; stack becomes the idle task's; the page below it is unmapped as its guard.
section .bss align=4096 nobits alloc noexec write
swapper_pg_dir:		resb 4096
boot_page_table:	resb 4096
boot_stack_guard:	resb 4096
boot_stack:		resb BOOT_STACK
