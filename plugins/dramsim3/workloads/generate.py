#!/usr/bin/env python3
"""Print a trace for DRAMsim3: generate.py REQUESTS CYCLES_BETWEEN_THEM > mixed.trace

Runs of sequential lines between jumps to random lines of 1 GiB; a quarter of the requests write.
"""
import sys

requests, gap = int(sys.argv[1]), int(sys.argv[2])
state, address = 12345, 0
for k in range(requests):
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    if (state >> 61) % 4:
        address = (address + 64) % (1 << 30)
    else:
        address = ((state >> 20) % (1 << 24)) * 64
    print(f"0x{address:X} {'WRITE' if (state >> 40) % 4 == 0 else 'READ'} {k * gap}")
