"""What the Makefile and .ci/run call."""
