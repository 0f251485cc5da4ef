"""Real Ruby acts and asserts while pyworker runs: C1 to C30 of docs/conformance.md."""
