"""Tests of pyworker."""
