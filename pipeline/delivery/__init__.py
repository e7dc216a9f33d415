"""From finished messages to people's mailboxes: each message handed over once, with its outcome on record."""
