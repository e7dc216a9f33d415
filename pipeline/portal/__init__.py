"""The server for people without a shell: what waits for them, approve or hold, the outbox, upload, the history of issues."""
