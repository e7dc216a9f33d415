"""What a user did that cannot be done: the error that ends in one sentence and exit code 2."""


class UsageError(Exception):
    """A call or a setting that cannot be followed; its text says what to do instead."""
