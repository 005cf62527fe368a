; SPDX-License-Identifier: GPL-2.0-only
;
; The instant at which one task stops and another goes on, and the places
; where new tasks begin. The C side is kernel/cpu/switch.c.
;
; A task that does not run looks like this (thread.esp points to the bottom):
;
;	return address		into switch_to(), or one of the beginnings below
;	ebp ebx esi edi		what a C function expects to survive a call

	global	switch_stacks
	global	child_start
	global	kernel_thread_start
	extern	schedule_tail
	extern	ret_from_fork

section .text

; void switch_stacks(unsigned long *prev_esp, unsigned long next_esp)
;	eax = where to note our stack pointer, edx = the other's
; Called by one task, returns in another: the stack under it is exchanged.
switch_stacks:
	push	ebp
	push	ebx
	push	esi
	push	edi
	mov	[eax], esp
	mov	esp, edx		; here the other task begins
	pop	edi
	pop	esi
	pop	ebx
	pop	ebp
	ret

; A forked process: its pt_regs is what the stack pointer points to.
child_start:
	call	schedule_tail
	jmp	ret_from_fork

; A kernel thread: below its pt_regs lie the function and its argument.
kernel_thread_start:
	call	schedule_tail
	pop	ecx			; function
	pop	eax			; argument
	call	ecx
	jmp	ret_from_fork		; to the program it has exec'ed
