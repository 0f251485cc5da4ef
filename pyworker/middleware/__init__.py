"""What surrounds the call of a handler; one idea a file.

A middleware is a function ``(proceed, context)`` that calls ``proceed(context)`` once, or not at
all, and returns what it returned. An exception that leaves it is the job's failure.
"""
