#!/usr/bin/env python3
"""Write a trace for ChampSim: generate.py INSTRUCTIONS FILE.xz

A loop of 24 instructions: a streaming load, a load at random in 8 MiB, a strided store, arithmetic
that depends on them, a branch that depends on the data and is taken in a quarter of the cases, and
the branch of the loop.
"""
import lzma
import struct
import sys

RECORD = struct.Struct("<Q2B2B4B2Q4Q")  # address, branch, taken, registers, memory: 64 bytes
FLAGS, INSTRUCTION_POINTER = 25, 26  # registers, by their numbers in ChampSim
BASE = 0x400000


class Trace:
    def __init__(self):
        self.bytes, self.count, self.place = bytearray(), 0, 0

    def add(self, branch=0, taken=0, into=(), of=(), store=(), load=()):
        pad = lambda items, size: list(items) + [0] * (size - len(items))
        self.bytes += RECORD.pack(
            BASE + 4 * self.place, branch, taken,
            *pad(into, 2), *pad(of, 4), *pad(store, 2), *pad(load, 4))
        self.place += 1
        self.count += 1


def add_iteration(trace, number, random):
    trace.place = 0
    trace.add(into=(1,), of=(2,), load=(0x10000000 + (number * 8) % (1 << 20),))
    trace.add(into=(3,), of=(1, 3))
    trace.add(into=(4,), of=(5,), load=(0x20000000 + ((random >> 20) % (1 << 17)) * 64,))
    trace.add(into=(6,), of=(4, 1))
    trace.add(into=(7,), of=(6, 3))
    trace.add(into=(8,), of=(7,))
    trace.add(of=(8, 9), store=(0x30000000 + (number * 64) % (1 << 22),))
    for register in range(10, 16):
        trace.add(into=(register,), of=(register, 8))
    trace.add(into=(FLAGS,), of=(4,))
    taken = int((random >> 33) % 4 == 0)
    trace.add(1, taken, into=(INSTRUCTION_POINTER,), of=(FLAGS, INSTRUCTION_POINTER))
    if taken:
        trace.place += 4
    else:
        for register in range(16, 20):
            trace.add(into=(register,), of=(register,))
    trace.add(into=(2,), of=(2,))
    trace.add(into=(FLAGS,), of=(2,))
    trace.add(1, 1, into=(INSTRUCTION_POINTER,), of=(FLAGS, INSTRUCTION_POINTER))


def main():
    wanted = int(sys.argv[1])
    trace, random, number = Trace(), 88172645463325252, 0
    while trace.count < wanted:
        random ^= (random << 13) & (2**64 - 1)
        random ^= random >> 7
        random ^= (random << 17) & (2**64 - 1)
        add_iteration(trace, number, random)
        number += 1
    with lzma.open(sys.argv[2], "wb") as file:
        file.write(bytes(trace.bytes[: wanted * 64]))


main()
