; SPDX-License-Identifier: GPL-2.0-only
;
; The lock of <lock.h>: one word of memory, 0 when it is free and 1 when somebody has it.
;
; To look and then to take are two steps, and between them another process may look, too.
; xchg is one: nobody can come between what it reads and what it writes.

	bits 32

	extern	sched_yield
	global	lock_acquire, lock_release

	section .text

; void lock_acquire(int *lock): [esp + 4] is the address of the word
lock_acquire:
	push	ebx			; belongs to the caller, and outlives our calls
	mov	ebx, [esp + 8]		; the word; one push further than above
.try:
	mov	eax, 1
	xchg	eax, [ebx]		; ours now, whatever it was: what was it?
	test	eax, eax
	jz	.mine			; it was free
	call	sched_yield		; let its owner go on
	jmp	.try
.mine:
	pop	ebx
	ret

; void lock_release(int *lock)
lock_release:
	mov	eax, [esp + 4]
	mov	dword [eax], 0		; x86 lets no earlier write be seen after this one
	ret
