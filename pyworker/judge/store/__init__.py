"""Problems, submissions and results in the tables of a Rails app.

submissions   load a submission with its problem's row
problems      what that row asks for, checked
test_cases    the cases: their hashes from the server, their contents from the cache on disk
rows          a judgement as rows of submission_results
sentences     a cause, for students to read
results       write those rows, and the submission's status and score, in place of the former ones
faults        what can be wrong with all that

The columns that must be there are those of docs/judge-rails.md. Those that an older app lacks
(``checker``, ``cause``...) are neither read nor written.

All that is here takes a connection in autocommit mode. Nothing of it is held while a program runs.
"""
