# The program of the recorded runs: no library, so that it is the same instructions everywhere.
#
#   as -o loop.o loop.s && ld -o loop loop.o
#   as --defsym DUMP=1 -o dump.o loop.s && ld -o dump dump.o
#
# The second asks gem5 for its statistics (m5_dump_stats) before it ends.
#
# 2,000 rounds: a load and a store that stride over 128 KiB, a load from a pseudo-random word of the
# same 128 KiB, and a branch that depends on it.
    .bss
    .balign 4096
words:
    .skip 131072

    .text
    .globl _start
_start:
    movl $2000, %ecx
    xorl %esi, %esi             # offset of the stride
    movl $12345, %edi           # state of the linear congruential generator
    xorl %ebp, %ebp
round:
    movq words(%rsi), %rax
    addq $1, %rax
    movq %rax, words(%rsi)
    addl $192, %esi
    andl $131064, %esi
    imull $1103515245, %edi, %edi
    addl $12345, %edi
    movl %edi, %edx
    shrl $14, %edx
    andl $131064, %edx
    addq words(%rdx), %rbp
    testl $65536, %edi
    jz even
    addq $3, %rbp
even:
    decl %ecx
    jnz round
    .ifdef DUMP
    xorl %edi, %edi             # now
    xorl %esi, %esi             # once
    .byte 0x0f, 0x04
    .word 0x41
    .endif
    movl $60, %eax              # exit(0)
    xorl %edi, %edi
    syscall
