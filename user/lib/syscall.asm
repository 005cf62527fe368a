; SPDX-License-Identifier: GPL-2.0-only
;
; System calls: these are the only instructions of the library that enter the kernel. C calls
;
;	long syscall(long number, a, b, c, d, e, f);
;
; with as many arguments as the call has (a 64-bit argument counts as two). They are copied from
; the stack into the registers where the kernel expects them:
;
;	esp+4	number	-> eax
;	esp+8	a	-> ebx
;	esp+12	b	-> ecx
;	esp+16	c	-> edx
;	esp+20	d	-> esi
;	esp+24	e	-> edi
;	esp+28	f	-> ebp
;
; For arguments that were not passed, some other words of the stack are loaded, which the kernel
; ignores. __syscall_result (errno.c) turns an error into errno and -1.

	bits 32

	extern	__syscall_result
	global	syscall, vfork, __restore, __restore_rt

SAVED	equ	16			; bytes pushed below

	section .text
syscall:
	push	ebx			; the caller expects these four unchanged
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

; vfork: the child uses the parent's stack while the parent waits, and may overwrite everything
; below the caller's frame, including the return address. So that address is kept in a register:
; each of the two processes has its own.
vfork:	pop	ecx
	mov	eax, 190		; __NR_vfork
	int	0x80
	push	ecx
	jmp	result

; Signal handlers return here, and the kernel then resumes what the signal interrupted.
__restore:
	pop	eax			; the signal number
	mov	eax, 119		; __NR_sigreturn
	int	0x80

__restore_rt:
	mov	eax, 173		; __NR_rt_sigreturn
	int	0x80

	section .note.GNU-stack noalloc noexec nowrite progbits
