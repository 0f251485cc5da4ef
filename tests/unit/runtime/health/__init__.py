"""Tests of the health port without its process."""
