"""Backends of the transport port; they do not import one another."""
