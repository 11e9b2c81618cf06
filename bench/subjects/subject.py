"""What the Python subjects share: the task, the windows, and the protocol of harness/task.mts."""

import json
import os
import sys
import time
from importlib import metadata
from pathlib import Path

task = json.loads(sys.argv[-1])


def say(message):
    print(json.dumps(message), flush=True)


def cannot_run(reason):
    """Tells why this subject cannot run here, and ends."""
    say({"ready": False, "reason": reason})
    sys.exit(0)


def windows(count):
    """(first token, end, first that is scored) of each window over `count` tokens."""
    capacity = task["contextWindow"] - len(task["prefix"])
    scored, start = 0, 0
    while scored < count:
        end = min(start + capacity, count)
        yield start, end, scored
        scored = end
        start += task["stride"]


class Means:
    """Means over a text of statistics that come in pieces."""

    def __init__(self):
        self.sums, self.counts = {}, {}

    def add(self, statistics):
        """Of arrays [tokens] or [tokens, places] by name; see RunResult of harness/task.mts."""
        for name, values in statistics.items():
            places = {"": values} if values.ndim == 1 else {
                f".{i}": values[:, i] for i in range(values.shape[1])
            }
            for place, column in places.items():
                key = name + place
                self.sums[key] = self.sums.get(key, 0.0) + float(column.sum())
                self.counts[key] = self.counts.get(key, 0) + column.size

    def result(self):
        return {name: total / self.counts[name] for name, total in self.sums.items()}


def serve(run, packages):
    """Answers each request with the time, the token count and the means that `run(text)` gives."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    say({"ready": True, "processIds": [os.getpid()], "versions": versions})
    for line in sys.stdin:
        text = Path(json.loads(line)["textFile"]).read_bytes().decode("utf-8")
        started = time.perf_counter()
        tokens, means = run(text)
        milliseconds = (time.perf_counter() - started) * 1000
        say({"milliseconds": milliseconds, "tokens": tokens, "means": means})
