"""Tests of the judge without a sandbox."""
