"""status.json: its typed schema, and how an Issue becomes one."""
