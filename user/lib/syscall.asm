; SPDX-License-Identifier: GPL-2.0-only
;
; The door into the kernel, and the only instructions of this library that go
; through it. C calls
;
;	long syscall(long number, a, b, c, d, e, f);
;
; with as many arguments as the call has (a 64-bit one counts as two), finds
; what it left on the stack and puts it where the kernel looks:
;
;	esp+4	number	-> eax
;	esp+8	a	-> ebx
;	esp+12	b	-> ecx
;	esp+16	c	-> edx
;	esp+20	d	-> esi
;	esp+24	e	-> edi
;	esp+28	f	-> ebp
;
; Arguments that were not passed are whatever is on the stack: the kernel does
; not look at them. __syscall_result (errno.c) makes errno and -1 of an error.

	bits 32

	extern	__syscall_result
	global	syscall, vfork, __restore, __restore_rt

SAVED	equ	16			; bytes pushed below

	section .text
syscall:
	push	ebx			; these four belong to the caller
	push	esi
	push	edi
	push	ebp
	mov	eax, [esp + SAVED + 4]
	mov	ebx, [esp + SAVED + 8]
	mov	ecx, [esp + SAVED + 12]
	mov	edx, [esp + SAVED + 16]
	mov	esi, [esp + SAVED + 20]
	mov	edi, [esp + SAVED + 24]
	mov	ebp, [esp + SAVED + 28]
	int	0x80
	pop	ebp
	pop	edi
	pop	esi
	pop	ebx
result:	push	eax
	call	__syscall_result
	add	esp, 4
	ret

; vfork: the child uses the parent's stack while the parent waits. It may
; overwrite everything below the caller's frame, the return address as well,
; so that is kept in a register, of which each of the two has its own.
vfork:	pop	ecx
	mov	eax, 190		; __NR_vfork
	int	0x80
	push	ecx
	jmp	result

; Where signal handlers return to: the kernel restores what it interrupted.
__restore:
	pop	eax			; the signal number
	mov	eax, 119		; __NR_sigreturn
	int	0x80

__restore_rt:
	mov	eax, 173		; __NR_rt_sigreturn
	int	0x80

	section .note.GNU-stack noalloc noexec nowrite progbits
