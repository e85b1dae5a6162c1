#!/usr/bin/env python3
"""Write the workloads of this plugin: generate.py TRACE DIRECTORY

trace        the beginning of TRACE, a memory trace as text (plugins/dramsys/workloads/sort.stl.gz)
activations  8-bit activations of a layer after ReLU: about two thirds zeros, in runs, channels differ
samples      16-bit samples of a slow signal with noise
"""
import gzip
import math
import random
import sys

SIZE = 32768


def activations(generator):
    values = bytearray()
    scales = [generator.choice([4, 12, 40]) for _ in range(64)]
    active = False
    while len(values) < SIZE:
        if generator.random() < 0.2:
            active = generator.random() < 0.35
        scale = scales[len(values) // 512 % 64]
        values.append(min(127, int(generator.expovariate(1 / scale))) if active else 0)
    return bytes(values)


def samples(generator):
    values = bytearray()
    for i in range(SIZE // 2):
        value = int(900 * math.sin(i / 240) + 300 * math.sin(i / 31) + generator.gauss(0, 3))
        values += value.to_bytes(2, "little", signed=True)
    return bytes(values)


def main(trace, directory):
    generator = random.Random(1)
    files = {
        "trace": gzip.open(trace).read(SIZE),
        "activations": activations(generator),
        "samples": samples(generator),
    }
    for name, data in files.items():
        with open(f"{directory}/{name}", "wb") as file:
            file.write(data)


main(*sys.argv[1:])
