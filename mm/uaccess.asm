; SPDX-License-Identifier: GPL-2.0-only
;
; Copying between the kernel and user memory (see uaccess.h). These are the only
; instructions of the kernel that may access user memory.
;
; Each of them has an entry in the exception table. When its page fault cannot be resolved,
; the fault handler sets eip to the second address of the entry, where ecx still counts
; what was not copied. C passes the first three arguments in eax, edx, ecx.

	global	copy_user
	global	clear_user_bytes
	global	strnlen_user_bytes
	global	get_user_word
	global	put_user_word

%macro EX_TABLE 2
section __ex_table progbits alloc noexec nowrite
	dd	%1, %2
section .text
%endmacro

section .text

; unsigned long copy_user(void *to, const void *from, unsigned long n): bytes not copied
copy_user:
	push	edi
	push	esi
	mov	edi, eax
	mov	esi, edx
	mov	edx, ecx
	and	edx, 3			; the odd bytes at the end
	shr	ecx, 2
.words:	rep	movsd
	mov	ecx, edx
.bytes:	rep	movsb
	xor	eax, eax
.done:	pop	esi
	pop	edi
	ret
.words_fault:				; ecx words and edx bytes are left: the first word may lie
	lea	ecx, [edx + ecx * 4]	; partly in a page that can be accessed, so go on by bytes
	jmp	.bytes
.bytes_fault:
	mov	eax, ecx
	jmp	.done
EX_TABLE copy_user.words, copy_user.words_fault
EX_TABLE copy_user.bytes, copy_user.bytes_fault

; unsigned long clear_user_bytes(void *to, unsigned long n): bytes not cleared
clear_user_bytes:
	push	edi
	mov	edi, eax
	mov	ecx, edx
	xor	eax, eax
.bytes:	rep	stosb
.done:	mov	eax, ecx
	pop	edi
	ret
EX_TABLE clear_user_bytes.bytes, clear_user_bytes.done

; long get_user_word(const void *from, unsigned long *to): 0, or -EFAULT
get_user_word:
	mov	ecx, [eax]
	xor	eax, eax
	mov	[edx], ecx
	ret
.fault:	mov	eax, -14		; -EFAULT
	ret
EX_TABLE get_user_word, get_user_word.fault

; long put_user_word(unsigned long value, unsigned long *to): 0, or -EFAULT
put_user_word:
	mov	ecx, eax
	xor	eax, eax
.word:	mov	[edx], ecx
	ret
.fault:	mov	eax, -14		; -EFAULT
	ret
EX_TABLE put_user_word.word, put_user_word.fault

; long strnlen_user_bytes(const char *s, unsigned long max): offset of the NUL, max when
; there is none in max bytes, or -1 on a fault
strnlen_user_bytes:
	push	edi
	mov	edi, eax
	mov	ecx, edx
	xor	eax, eax
	jecxz	.none
.scan:	repne	scasb
	jne	.none
	sub	edx, ecx
	lea	eax, [edx - 1]
	pop	edi
	ret
.none:	mov	eax, edx
	pop	edi
	ret
.fault:	or	eax, -1
	pop	edi
	ret
EX_TABLE strnlen_user_bytes.scan, strnlen_user_bytes.fault
