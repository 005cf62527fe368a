; SPDX-License-Identifier: GPL-2.0-only
;
; The first instructions of every program. The kernel has set esp to the address of
;
;	argc, argv[0], ..., NULL, envp[0], ..., NULL, auxiliary vector
;
; and jumped to _start. There is no return address. The rest is C (start.c).

	bits 32

	extern	__libc_start
	global	_start

	section .text
_start:	xor	ebp, ebp		; the end of a debugger's backtrace
	mov	eax, esp		; the address of argc
	and	esp, -16		; the alignment that compiled code expects
	sub	esp, 12
	push	eax
	call	__libc_start		; does not return

	section .note.GNU-stack noalloc noexec nowrite progbits
