"""The operator's commands, as far as no server is needed."""
