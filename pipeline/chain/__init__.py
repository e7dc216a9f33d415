"""One project's week as plain functions, and the loop over all projects that `milepost report` and `milepost run` share."""
