#!/usr/bin/env python3
"""A prefetcher as two formulas, in place of a simulator that has a configuration file, writes a file of
statistics and knows nothing about ArchGym."""
import configparser
import sys

configuration = configparser.ConfigParser()
configuration.read(sys.argv[1])
prefetcher = configuration["prefetcher"]
degree, distance = prefetcher.getint("degree"), prefetcher.getint("distance")
if degree > distance:
    sys.exit("prefetcher: the degree is greater than the distance")

useful = {"stream": 0.875, "random": 0.125}[sys.argv[2]]
late = 1 / (1 + distance)
with open("statistics.txt", "w") as statistics:
    statistics.write(f"load latency = {0.05 * (1 - useful * (1 - late)) + 0.002:.6f} us\n")
    statistics.write(f"wasted lines = {round(1000 * degree * (1 - useful))}\n")
