"""The error of a test server that this machine does not have."""


class MissingServer(Exception):
    """The message says what to install."""
