"""Many mutants, or the spreadsheets of a folder, through the whole of Milepost, in two processes: `make fuzz`, `make corpus`.

Of a hang, a crash or an error the file is kept.
Run: PYTHONPATH=tests python -m fuzz.run [--mutants 20000] [--seed 0] [--files FOLDER] [--keep build/fuzz]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from fuzz import corpus, outcomes
from fuzz.mutants import mutant

PATIENCE = 60.0
"""Seconds without a sign of life from a process until its mutant counts as a hang: the limit of reading, and the pages after it."""
PROCESSES = 2
FAILURES = ("error", "hang", "died")


def part(first: int, last: int, step: int, files: Path | None) -> None:
    """Go through every `step`th file and print its number when it begins, and what it ended as."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, last, step):
            print(f"> {number}", flush=True)
            source, data = corpus.subject(files, number) if files else mutant(number)
            path = Path(folder) / f"mutant{source.suffix}"
            path.write_bytes(data)
            os.utime(path, (0, 0))  # a broken file that is young would be looked at again, as it may be half saved
            try:
                print(corpus.outcome(path, number) if files else outcomes.outcome(path, source, number), flush=True)
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
                print(f"error: {Path(where.filename).name}:{where.lineno} {told}", flush=True)


def watched(first: int, last: int, files: Path | None, results: "Queue[tuple[int, str]]") -> None:
    """Run a part in a process, and another one after each that hangs or dies."""
    number = first
    while number < last:
        command = [sys.executable, "-m", "fuzz.run", "--part", f"{number},{last},{PROCESSES}", *(["--files", str(files)] if files else [])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", errors="replace")
        lines: Queue[str] = Queue()
        Thread(
            target=lambda process=process, lines=lines: [lines.put(line) for line in process.stdout] + [lines.put("")], daemon=True
        ).start()
        ended = ""
        while not ended:
            try:
                line = lines.get(timeout=PATIENCE).strip()
            except Empty:
                ended = "hang"
                break
            if line.startswith("> "):
                number = int(line[2:])
            elif line:
                results.put((number, line))
                number += PROCESSES
            else:
                ended = "died"
        process.kill()
        process.wait()
        if number < last:
            results.put((number, ended))
            number += PROCESSES
    results.put((-1, ""))


def main() -> int:
    """1 where any mutant failed."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--mutants", type=int, default=20_000)
    given.add_argument("--seed", type=int, default=0, help="the number of the first one")
    given.add_argument(
        "--files", type=Path, help="a folder whose spreadsheets are taken instead, each twice: as it is, and mapped by chance"
    )
    given.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="folder for the mutants that fail")
    given.add_argument("--part", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.part:
        part(*map(int, options.part.split(",")), options.files)
        return 0
    os.environ.update(PYTHONHASHSEED="0", POLARS_MAX_THREADS="1")  # the processes keep the cores busy by themselves
    files: Path | None = options.files
    first, begun = options.seed, time.monotonic()
    last = corpus.subjects(files) if files else first + options.mutants
    if files and not last:
        given.error(f"{files}: no spreadsheets")
    what = f"readings of the spreadsheets in {files}" if files else "mutants"
    print(f"{last - first:,} {what} from number {first}; again with: --seed {first}")
    results: Queue[tuple[int, str]] = Queue()
    for process in range(PROCESSES):
        Thread(target=watched, args=(first + process, last, files, results), daemon=True).start()
    counts: Counter[str] = Counter()
    running, done = PROCESSES, 0
    while running:
        number, ended = results.get()
        if number < 0:
            running -= 1
            continue
        done += 1
        counts[ended.partition(" Error")[0] if ended.startswith("error") else ended] += 1
        if ended.startswith(FAILURES):
            source, data = corpus.subject(files, number) if files else mutant(number)
            options.keep.mkdir(parents=True, exist_ok=True)
            kept = options.keep / f"{number}{source.suffix}"
            kept.write_bytes(data)
            print(f"{number} of {source.name}: {ended}; kept as {kept}", flush=True)
        if done % 500 == 0:
            print(f"{done:,} of {last - first:,} in {time.monotonic() - begun:.0f} s", flush=True)
    failures = sum(number for ended, number in counts.items() if ended.startswith(FAILURES))
    print(*(f"{number:>8,}  {ended}" for ended, number in counts.most_common()), sep="\n")
    print(f"{done:,} {'readings' if files else 'mutants'}, {failures} failures, {time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
