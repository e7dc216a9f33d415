"""Reading in a process of its own, which may be ended: what a hostile file costs is bounded in time and memory."""
