#!/usr/bin/env python3
"""Changes one value of the best design so far, and now and then all of them."""
import json
import random
import sys


def draw(parameter, rng):
    kind = parameter["type"]
    if parameter["fixed"] is not None:
        return parameter["fixed"]
    if kind == "bool":
        return rng.random() < 0.5
    if kind == "integer":
        return rng.randrange(parameter["minimum"], parameter["maximum"] + 1, parameter.get("step", 1))
    if kind == "real":
        return rng.uniform(parameter["minimum"], parameter["maximum"])
    if kind == "permutation":
        return rng.sample(parameter["values"], len(parameter["values"]))
    return rng.choice(parameter["values"])


class Agent:
    def create(self, protocol, problem, hyperparameters, seed):
        self.parameters, self.fresh, self.seed = problem["parameters"], hyperparameters["fresh"], seed
        self.best, self.cost = None, float("inf")

    def propose(self, trial):
        rng = random.Random(f"{self.seed}/{trial}")  # the same run gives the same proposals
        if self.best is None or rng.random() < self.fresh:
            return {parameter["name"]: draw(parameter, rng) for parameter in self.parameters}
        changed = rng.choice(self.parameters)
        return {**self.best, changed["name"]: draw(changed, rng)}

    def ask(self, count, trial_ids):
        return {"points": [self.propose(trial) for trial in trial_ids]}

    def tell(self, trials):  # objectives are minimised, constraints are met when <= 0
        for trial in trials:
            met = trial["status"] == "ok" and all(value <= 0 for value in trial["constraints"])
            if met and trial["objectives"][0] is not None and trial["objectives"][0] < self.cost:
                self.best, self.cost = trial["parameters"], trial["objectives"][0]

    def save(self):
        return {"state": [self.best, self.cost if self.best else None]}

    def load(self, state):
        self.best, self.cost = state[0], state[1] if state[0] else float("inf")


agent = Agent()
for line in sys.stdin:
    request = json.loads(line)
    number, method = request.pop("id"), request.pop("method")
    answer = getattr(agent, method)(**request) or {}
    print(json.dumps({"id": number, **answer}), flush=True)
