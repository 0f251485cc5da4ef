"""A place to run a stranger's program: what it may use, and a true account of what it used.

This room knows nothing of judging. ``port`` has the nouns (Sandbox, Box, Command, Limits, Run), a
room beside it is a backend. A run starts in a fresh box that holds the files of its command and
nothing of an earlier run, and ends with every process of the box dead.

Importing this package loads nothing: the process that guards a box imports its own part only.
"""
