"""Health: dimensions, colours, what waits for a second report, and what does not fit together."""
