"""Tests of pyworker.dev and of the test servers that are built on it."""
