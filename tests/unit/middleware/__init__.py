"""Tests of what surrounds the call of a handler."""
