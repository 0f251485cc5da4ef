"""Tests of what the Redis transport computes before it connects."""
