"""The figures: progress, readiness, schedule and health, from the tables of a Book. Sums first, ratios last; no data is null."""
