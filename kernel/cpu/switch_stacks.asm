; SPDX-License-Identifier: GPL-2.0-only
;
; The exchange of kernel stacks, by which one task stops and another continues, and
; the places where new tasks begin. switch_to() in kernel/cpu/switch.c calls it.
;
; The stack of a task that is not running (thread.esp points to the last line):
;
;	return address		in switch_to(), or one of the two beginnings below
;	ebp ebx esi edi		the registers that a C function preserves

	global	switch_stacks
	global	child_start
	global	kernel_thread_start
	extern	schedule_tail
	extern	ret_from_fork

section .text

; void switch_stacks(unsigned long *prev_esp, unsigned long next_esp)
; Store the stack pointer of this task at the address in eax, and continue with the
; one in edx. One task calls this routine; it returns in the other task.
switch_stacks:
	push	ebp
	push	ebx
	push	esi
	push	edi
	mov	[eax], esp
	mov	esp, edx		; from here on the other task runs
	pop	edi
	pop	esi
	pop	ebx
	pop	ebp
	ret

; A forked process begins here, with its pt_regs at the stack pointer.
child_start:
	call	schedule_tail
	jmp	ret_from_fork

; A kernel thread begins here. Its function and argument lie below its pt_regs.
kernel_thread_start:
	call	schedule_tail
	pop	ecx			; function
	pop	eax			; argument
	call	ecx
	jmp	ret_from_fork		; the function has called exec: start the program
