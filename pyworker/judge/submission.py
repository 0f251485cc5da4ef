"""What is answered: a program's source, in a language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Submission:
    """A program to judge: its bytes as they came, and a language's name or one of its aliases."""

    source: bytes
    language: str
