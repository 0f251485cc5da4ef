"""Tests of the machinery that runs jobs, without a server."""
