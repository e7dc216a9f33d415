"""What changed since the last accepted report, and what moved the percentage."""
