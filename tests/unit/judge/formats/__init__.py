"""Tests of problems as they lie on disk."""
