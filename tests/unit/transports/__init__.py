"""Tests of the transports' pure parts."""
