"""The console script: it ends at once, and only after all that waits for its end."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMAND = """
import atexit, sys, threading, time
from pipeline.cli import script

class Loaded:
    def __del__(self):
        print("taken down")

loaded = Loaded()

def main():
    atexit.register(print, "registered")
    threading.Thread(target=lambda: (time.sleep(0.3), print("thread"))).start()
    print("said " * 50_000)
    {end}

script.main = main
script.script()
"""


def ended(end: str, out: int | object = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND.format(end=end)]
    return subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.PIPE, encoding="utf-8", check=False)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(("end", "code"), [("pass", 0), ("sys.exit()", 0), ("sys.exit(3)", 3)])
def test_it_ends_at_once_after_threads_and_what_was_registered(end, code):
    done = ended(end)
    assert done.stdout.split() == ["said"] * 50_000 + ["thread", "registered"]
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize(("end", "told"), [("sys.exit('a sentence')", "a sentence\n"), ("1 / 0", "ZeroDivisionError: division by zero\n")])
def test_without_a_code_python_ends_it(end, told):
    done = ended(end)
    assert done.stdout.endswith("registered\ntaken down\n")
    assert done.stderr.endswith(told)
    assert done.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk that is always there")
def test_words_that_cannot_be_said_are_no_success():
    with Path("/dev/full").open("w") as full:
        done = ended("pass", full)
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
