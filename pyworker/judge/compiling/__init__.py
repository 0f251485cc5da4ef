"""From source to something that a box can run.

Theory of operation. A compiler is a program that reads a stranger's text, so it runs in a box like
any other: limited, without network, without test data. What comes out is a few files and messages.

- ``language`` is one language, a row of the table: how to compile and run, and what it may use.
  ``rows`` reads and checks tables of them.
- ``outcome`` reads a run of a compiler: whose fault it was, and in which words. ``messages`` makes
  fit to be shown what it wrote.
- ``programs`` keeps programs on disk by what they were made of: compiler, flags, source. The same
  source is compiled once; ``once`` does so for those who ask at the same time.
- ``header`` makes the precompiled ``bits/stdc++.h`` that all boxes see at ``/pch``.

The folder of the cache::

    programs/<key>               one program, with its digest in front; least recently used goes
    pch/<key>/bits/stdc++.h.gch  with the digest in pch/<key>/sha256

Nothing in it comes from a host path that a submission named, and nothing of a box writes to it:
files come out through ``Command.take``, and are written here under names made of digests.
"""
