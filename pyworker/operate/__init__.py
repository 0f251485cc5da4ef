"""The operator's commands: see what the queues and workers do, and step in.

``commands`` is the table of them all, which the command line loads only when one is called:

- ``status`` draws a ``status_page``, live on a ``screen``;
- ``queues`` shows, clears and pauses queues;
- ``sets`` makes ``retries``, ``scheduled`` and ``dead`` of a row each: ``listing`` shows them, and
  ``acting`` changes them, after ``consent``, for a ``selection`` of jobs;
- ``push`` and ``cancel`` handle one job;
- ``judge`` judges a program (``judge_one``), or packages' own (``judge_verify``); it opens the
  judge through ``judge_session``, shows ``judge_progress``, and draws a ``judge_page``.

Those of queues reach Redis through ``session``; all print by ``output``, ``table``, ``jobs`` and
``times``.

Exit status: 0 done, 1 nothing matched or it failed, 2 a wrong flag or setting. With ``--json``,
stdout holds one JSON object and nothing else; questions, progress and errors go to stderr.
"""
