; SPDX-License-Identifier: GPL-2.0-only
;
; The minimum that any kernel must execute for a system call, a page fault or a switch of
; processes. tools/bench boots this file, Samepage and Linux, and prints its figures in the column
; "bare". It is not a usable kernel: it checks nothing and has no areas, segments or scheduler, only
; the instructions that every kernel needs.
;
; Physical and virtual addresses are equal, and ring 3, where the measured loops run, may use all
; memory. Above, at WINDOW, 1024 pages can be mapped one by one:
;
;	0x40000000  WINDOW		-> frames at FRAMES, mapped by the page fault handler
;	0x00400000  FRAMES, 4 MiB
;	0x00200000  page directories, the window's page table, stacks
;	0x00100000  this file (the Makefile says so)

	bits	32
	global	start
	section	.text

PGD_A		equ 0x200000		; two processes, so two page directories; they map the same
PGD_B		equ 0x201000
WINDOW_TABLE	equ 0x202000
KERNEL_STACK_A	equ 0x204000		; (ends of stacks)
KERNEL_STACK_B	equ 0x205000
USER_STACK_A	equ 0x206000
USER_STACK_B	equ 0x207000
FRAMES		equ 0x400000
WINDOW		equ 0x40000000
PAGES		equ 1024
PAGE		equ 4096

USER_RW		equ 7			; present, writable, for user mode
LARGE		equ 0x80		; a page of 4 MiB

KERNEL_CS	equ 0x08
KERNEL_DS	equ 0x10
USER_CS		equ 0x1b
USER_DS		equ 0x23
TSS		equ 0x28
USER_IO		equ 0x3002		; EFLAGS of ring 3: it may use the ports, no interrupts

COM1		equ 0x3f8
POWER_PORT	equ 0x604		; QEMU's
POWER_OFF	equ 0x2000
BATCHES		equ 15

; System calls
NULL_CALL	equ 0
YIELD		equ 1
DETACH		equ 2			; takes all pages out of the window
SET_CLEAR	equ 3			; shall the fault handler clear a page? ebx: 1 or 0

; ---- Start ----------------------------------------------------------------------------------

	dd	0x1BADB002, 0, -0x1BADB002	; the multiboot header

start:	mov	esp, KERNEL_STACK_A
	lgdt	[gdt_pointer]
	lidt	[idt_pointer]
	jmp	KERNEL_CS:.flat
.flat:	mov	eax, KERNEL_DS
	mov	ds, eax
	mov	es, eax
	mov	ss, eax

	mov	edi, PGD_A		; clear both page directories and the window's page table
	mov	ecx, 3 * 1024
	xor	eax, eax
	rep	stosd
	mov	edi, PGD_A
	call	fill_directory
	mov	edi, PGD_B
	call	fill_directory
	mov	eax, PGD_A
	mov	cr3, eax
	mov	eax, cr4
	or	eax, 0x10		; PSE: pages of 4 MiB
	mov	cr4, eax
	mov	eax, cr0
	or	eax, 0x80000000
	mov	cr0, eax

	mov	eax, tss			; the TSS's address into its descriptor; the top
	mov	[gdt + TSS + 2], ax		; byte is 0, as this file lies below 16 MiB
	shr	eax, 16
	mov	[gdt + TSS + 4], al
	mov	eax, TSS
	ltr	ax
	mov	edi, 14
	mov	eax, page_fault
	call	set_gate
	mov	edi, 0x80
	mov	eax, system_call
	call	set_gate

	mov	esp, KERNEL_STACK_B	; the second process's first frame, as if it had yielded
	push	dword USER_DS
	push	dword USER_STACK_B
	push	dword USER_IO
	push	dword USER_CS
	push	dword process_b
	pusha
	push	dword USER_DS
	push	dword USER_DS
	push	dword call_return
	mov	[b.esp], esp

	push	dword USER_DS		; and the first process begins
	push	dword USER_STACK_A
	push	dword USER_IO
	push	dword USER_CS
	push	dword process_a
	mov	eax, USER_DS
	mov	ds, eax
	mov	es, eax
	iret

fill_directory:
	mov	dword [edi], USER_RW | LARGE
	mov	dword [edi + 4], FRAMES | USER_RW | LARGE
	mov	dword [edi + (WINDOW >> 22) * 4], WINDOW_TABLE | USER_RW
	ret

set_gate:				; vector edi, handler eax: a trap gate that ring 3 may use
	lea	edi, [idt + edi * 8]
	mov	[edi], ax
	mov	word [edi + 2], KERNEL_CS
	mov	word [edi + 4], 0xef00
	shr	eax, 16
	mov	[edi + 6], ax
	ret

power_off:
	mov	dx, POWER_PORT
	mov	ax, POWER_OFF
	out	dx, ax
	jmp	$

; ---- What a kernel must do ------------------------------------------------------------------

%macro ENTER 0
	pusha
	push	ds
	push	es
	mov	ecx, KERNEL_DS
	mov	ds, ecx
	mov	es, ecx
	cld
%endmacro

%macro LEAVE 0
	pop	es
	pop	ds
	popa
%endmacro

SAVED_EAX	equ 36			; where ENTER put it

system_call:
	ENTER
	call	[calls + eax * 4]
	mov	[esp + SAVED_EAX], eax
call_return:
	LEAVE
	iret

null:	ret

yield:	mov	ebx, [current]		; from here ...
	mov	[ebx], esp
	mov	ebx, [ebx + 12]		; ... to the other
	mov	[current], ebx
	mov	eax, [ebx + 8]
	mov	[tss + 4], eax		; the stack for its next entry
	mov	eax, [ebx + 4]
	mov	cr3, eax
	mov	esp, [ebx]
	ret

detach:	mov	edi, WINDOW_TABLE
	mov	ecx, PAGES
	xor	eax, eax
	rep	stosd
	mov	eax, cr3		; forget what the TLB holds
	mov	cr3, eax
	ret

set_clear:
	mov	[clearing], ebx
	ret

page_fault:				; the window's page N gets the Nth frame
	ENTER
	mov	ecx, cr2
	shr	ecx, 12
	and	ecx, PAGES - 1
	mov	ebx, ecx
	shl	ebx, 12
	add	ebx, FRAMES
	cmp	dword [clearing], 0
	je	.map
	mov	edi, ebx
	mov	edx, ecx
	mov	ecx, PAGE / 4
	xor	eax, eax
	rep	stosd
	mov	ecx, edx
.map:	or	ebx, USER_RW
	mov	[WINDOW_TABLE + ecx * 4], ebx
	LEAVE
	add	esp, 4			; the error code
	iret

; ---- In ring 3: the loops that are timed ----------------------------------------------------

%macro CALL 1
	mov	eax, %1
	int	0x80
%endmacro

process_b:
.wait:	cmp	dword [word_shared], 0
	jne	.answer
	CALL	YIELD
	jmp	.wait
.answer:
	mov	dword [word_shared], 0
	jmp	.wait

nothing:
	ret

null_calls:
	mov	esi, 256
.next:	CALL	NULL_CALL
	dec	esi
	jnz	.next
	ret

attach_detach:				; the minimum is two system calls that do nothing
	CALL	NULL_CALL
	CALL	NULL_CALL
	ret

without_clearing:
	xor	ebx, ebx
	CALL	SET_CLEAR
	CALL	DETACH
	ret

with_clearing:
	mov	ebx, 1
	CALL	SET_CLEAR
	CALL	DETACH
	ret

touched:
	call	without_clearing
touch:	mov	esi, WINDOW
.next:	mov	byte [esi], 1
	add	esi, PAGE
	cmp	esi, WINDOW + PAGES * PAGE
	jne	.next
	ret

detach_all:
	CALL	DETACH
	ret

attach_touch_detach:
	CALL	NULL_CALL
	call	touch
	CALL	DETACH
	ret

round_trips:
	mov	esi, 64
.next:	mov	dword [word_shared], 1
.wait:	CALL	YIELD
	cmp	dword [word_shared], 0
	jne	.wait
	dec	esi
	jnz	.next
	ret

; ---- In ring 3: timing and printing ---------------------------------------------------------

process_a:
	mov	esi, the_start
	call	print
	mov	ebp, list
.measurement:
	mov	dword [best], -1
	mov	dword [batch], BATCHES
.batch:	call	[ebp]			; prepare
	rdtsc
	mov	[began], eax
	call	[ebp + 4]
	rdtsc
	sub	eax, [began]
	cmp	eax, [best]
	jae	.slower
	mov	[best], eax
.slower:
	dec	dword [batch]
	jnz	.batch
	call	tell
	add	ebp, 16
	cmp	dword [ebp], 0
	jne	.measurement
	mov	esi, the_end
	call	print
	jmp	power_off

tell:	mov	esi, before_name
	call	print
	mov	esi, [ebp + 12]
	call	print
	mov	esi, before_minimum
	call	print
	call	print_best
	mov	esi, before_median
	call	print
	call	print_best
	mov	esi, behind
	call	print
	ret

print_best:				; per operation, in tenths: "17.3"
	mov	eax, [best]
	mov	ecx, 10
	mul	ecx
	div	dword [ebp + 8]
	xor	edx, edx
	div	ecx
	push	edx
	mov	edi, digits_end
.digit:	xor	edx, edx
	div	ecx
	add	dl, "0"
	dec	edi
	mov	[edi], dl
	test	eax, eax
	jnz	.digit
	mov	esi, edi
	call	print
	pop	eax
	add	al, "0"
	mov	[tenths], al
	mov	esi, point
	; fall through
print:	lodsb				; the string at esi, to the serial line
	test	al, al
	jz	.done
	mov	ah, al
.busy:	mov	dx, COM1 + 5
	in	al, dx
	test	al, 0x20
	jz	.busy
	mov	dx, COM1
	mov	al, ah
	out	dx, al
	jmp	print
.done:	ret

; ---- Data -----------------------------------------------------------------------------------

	section	.data
; function that prepares, function to measure, operations in it, name as in user/bench.c
list:	dd	nothing, null_calls, 256, name_null
	dd	nothing, attach_detach, 1, name_attach
	dd	with_clearing, touch, PAGES, name_first
	dd	without_clearing, touch, PAGES, name_read
	dd	without_clearing, touch, PAGES, name_write
	dd	touched, detach_all, 1, name_detach
	dd	without_clearing, attach_touch_detach, 1, name_all
	dd	nothing, round_trips, 64, name_yield
	dd	0

name_null	db "null call", 0
name_attach	db "shmat + shmdt", 0
name_first	db "first touch", 0
name_read	db "read of a present page", 0
name_write	db "write to a present page", 0
name_detach	db "shmdt of touched pages", 0
name_all	db "shmat + touch + shmdt", 0
name_yield	db "round trip by sched_yield", 0

the_start	db `[{"system": "bare"}`, 0
before_name	db `,\n{"name": "`, 0
before_minimum	db `", "n": 0, "unit": "", "minimum": `, 0
before_median	db `, "median": `, 0
behind		db "}", 0
the_end		db `\n]\n`, 0
point		db "."
tenths		db "0", 0
digits		times 12 db 0
digits_end	db 0

	align	8
calls:	dd	null, yield, detach, set_clear
current	dd	a
a:	dd	0, PGD_A, KERNEL_STACK_A, b	; saved esp, page directory, kernel stack, the other
b:
.esp	dd	0
	dd	PGD_B, KERNEL_STACK_B, a

best		dd 0
batch		dd 0
began		dd 0
clearing	dd 0
word_shared	dd 0

	align	8
gdt:	dq	0
	dq	0x00cf9a000000ffff	; kernel code, 4 GiB
	dq	0x00cf92000000ffff	; kernel data
	dq	0x00cffa000000ffff	; user code
	dq	0x00cff2000000ffff	; user data
	dq	0x0000890000000067	; the TSS; its address is filled in
gdt_pointer:
	dw	$ - gdt - 1
	dd	gdt
idt_pointer:
	dw	256 * 8 - 1
	dd	idt

tss:	dd	0, KERNEL_STACK_A, KERNEL_DS
	times	22 dd 0
	dw	0, 104			; no port map: EFLAGS say who may use the ports

	section	.bss
	alignb	8
idt:	resq	256

	section .note.GNU-stack noalloc noexec nowrite progbits
