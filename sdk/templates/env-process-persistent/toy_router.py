#!/usr/bin/env python3
"""A router of a network on a chip as two formulas, in place of a simulator.

One line of JSON comes in for every design point, and one goes out. What the host needs to know about
parameters, metrics and workloads is in toy_router.archgym.json."""
import json
import sys


def evaluate(parameters, workload, seed):
    load = {"light": 0.25, "heavy": 0.625}[workload]
    share = load / parameters["Channels"]
    if parameters["Depth"] * parameters["Channels"] > 64:
        return {"infeasible": "the buffers are larger than the tile"}
    waiting = share / (1 - share) * (1 + 2 / parameters["Depth"])
    # A parameter whose condition does not hold is None.
    stages = 3 if parameters["Arbiter"] == "Matrix" else 4
    area = 0.5 + 0.125 * parameters["Depth"] * parameters["Channels"]
    return {"metrics": {"latency": f"{stages + waiting} ns", "area": area}}


for line in sys.stdin:
    request = json.loads(line)
    if request["method"] == "create":  # request["config"] and request["resources"] are there, too
        answer = {}
    else:
        answer = evaluate(request["parameters"], request["workload"], request["seed"])
    print(json.dumps({"id": request["id"], **answer}), flush=True)
