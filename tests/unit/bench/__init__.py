"""Tests of the benchmark's arithmetic and manners."""
