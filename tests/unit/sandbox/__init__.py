"""Tests of pyworker.sandbox without a box."""
