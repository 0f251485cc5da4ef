"""Tests of pyworker.stats and its job, without a database."""
