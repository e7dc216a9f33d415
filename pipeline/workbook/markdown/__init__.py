"""Markdown in and out: milestone documents of four styles become workbook rows, a scope becomes a check list."""
