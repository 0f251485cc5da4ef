"""``pyworker dev``: the service on servers of its own, for a machine where nothing is set up.

``ports`` and ``process`` start any server; ``redis_server`` and ``postgres_server`` know one each.
"""
