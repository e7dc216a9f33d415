"""Workers that make room for a fresh one after each issue."""

from pipeline.chain import press

press.MOST = 1
load, main = press.load, press.main
