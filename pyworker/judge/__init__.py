"""The judge: compile and run a submission against test cases, and say what happened.

``judge`` has the loop: compile once, run each case in a box, check the output, choose a verdict.
The nouns are ``problem`` (what is asked), ``submission`` (what is answered) and ``judgement`` (what
is said of it). ``verdict`` and ``checkers`` are pure. What a program needs to be compiled and run
is a row of ``languages``; ``compiler`` makes programs and keeps them. Folders of problems are read
in ``formats``; test cases that come from elsewhere lie in ``cases``, by their hashes. ``service``
judges what a Rails app has in its tables (``store``), by way of ``stored``.

A wrong program is a value, a verdict. A broken sandbox or disk is an exception, and no verdict.
"""
