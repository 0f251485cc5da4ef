"""Real servers for tests, each in a folder of its own under the temporary folder."""
