; SPDX-License-Identifier: GPL-2.0-only
;
; Where every program begins. The kernel has set esp to
;
;	argc, argv[0], ..., NULL, envp[0], ..., NULL, auxiliary vector
;
; and jumps to _start; there is nothing to return to. All else is C (start.c).

	bits 32

	extern	__libc_start
	global	_start

	section .text
_start:	xor	ebp, ebp		; a debugger's backtrace ends here
	mov	eax, esp		; the address of argc
	and	esp, -16		; the alignment that compilers count on
	sub	esp, 12
	push	eax
	call	__libc_start		; does not return

	section .note.GNU-stack noalloc noexec nowrite progbits
