"""One suite that every transport must pass; what is one server's own lies in a folder of its name.

``backend.py`` says what the suite must be able to do around a transport: look into its queues, end
its processes, scale its limits. A further backend brings an adapter and a parameter in
``conftest.py``.
"""
