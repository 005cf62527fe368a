; SPDX-License-Identifier: GPL-2.0-only
;
; The lock of <lock.h>: one word of memory, 0 when the lock is free and 1 when a process holds it.
;
; Reading the word and then writing it would be two instructions, and another process could read the
; word between them. xchg reads and writes in one instruction that cannot be interrupted.

	bits 32

	extern	sched_yield
	global	lock_acquire, lock_release

	section .text

; void lock_acquire(int *lock): [esp + 4] is the address of the word
lock_acquire:
	push	ebx			; callee-saved: the caller's, and kept by sched_yield
	mov	ebx, [esp + 8]		; the address of the word; the push has moved esp
.try:
	mov	eax, 1
	xchg	eax, [ebx]		; the word is 1 now; eax is what it was before
	test	eax, eax
	jz	.mine			; it was 0: the lock was free
	call	sched_yield		; let the holder run
	jmp	.try
.mine:
	pop	ebx
	ret

; void lock_release(int *lock)
lock_release:
	mov	eax, [esp + 4]
	mov	dword [eax], 0		; x86 makes no earlier write visible after this one
	ret
