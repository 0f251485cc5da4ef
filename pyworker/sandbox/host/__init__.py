"""What this machine is like, as far as it matters to a sandbox and to its clock.

Each module looks at one thing. Reading is kept apart from judging what was read, so that texts of
other machines can be judged as well. Nothing here changes the machine.
"""
