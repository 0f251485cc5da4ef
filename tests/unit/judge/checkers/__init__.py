"""Tests of the built-in checkers."""
