"""The doctor: whether this machine can make and send reports, one check a line, each with its cure."""
