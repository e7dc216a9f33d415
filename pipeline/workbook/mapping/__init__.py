"""Adopting a spreadsheet that follows nobody's contract: proposing a mapping, keeping it in the settings, reading with it."""
