"""The jobs that come with the worker: thin entries from a payload to the room that does the work.

=======  ==================================  =================  ==============
module   job classes                         arguments          the work
=======  ==================================  =================  ==============
stats    RubyWorker, GoWorker, PythonWorker  a test run's id    pyworker.stats
judge    JudgeWorker                         a submission's id  pyworker.judge
=======  ==================================  =================  ==============

``record`` reads that one argument. Importing an entry loads none of the libraries that its work
needs.
"""
