"""A process that takes its turn at the outputs, says so, and keeps it until it is told to end or killed."""

import sys
from datetime import timedelta
from pathlib import Path

from pipeline.chain.turn import turn
from pipeline.store.database import open_store

with open_store(sys.argv[2]) as store, turn(Path(sys.argv[1]), store, timedelta(minutes=5), lambda text: print("waits", flush=True)):
    print("has it", flush=True)
    sys.stdin.readline()
