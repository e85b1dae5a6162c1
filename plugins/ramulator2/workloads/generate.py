#!/usr/bin/env python3
"""Print a LoadStoreTrace for Ramulator 2: generate.py REQUESTS > mixed.ls

Runs of sequential lines between jumps to random lines of 1 GiB; a quarter of the requests store.
"""
import sys

state, address = 12345, 0
for _ in range(int(sys.argv[1])):
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    if (state >> 61) % 4:
        address = (address + 64) % (1 << 30)
    else:
        address = ((state >> 20) % (1 << 24)) * 64
    print(f"{'ST' if (state >> 40) % 4 == 0 else 'LD'} 0x{address:x}")
