"""Settings: defaults, then a YAML file, then the environment, then flags; read here alone.

table           each setting with its names in all those places, and how it is read and checked
values          readers of single values
environment     the variables, filled up from ``.env`` files, and slips of their names
servers         the addresses of Redis and PostgreSQL
folders         where files are kept unless said
yml, erb        Sidekiq's file; loaded only where there is one
capsules        the file's capsules; loaded only where it has some
resolution      which place's value counts
flags           the command line's place; loaded by the command line alone

Every wrong value is found before anything starts, and all are told at once.
"""

from pyworker.config.environment import ENV_FILES, environment
from pyworker.config.resolution import default_file, load
from pyworker.config.settings import CapsuleSettings, Memory, Settings, Weights, Window, Words
from pyworker.config.table import KNOWN, POSTGRES

__all__ = [
    "ENV_FILES",
    "KNOWN",
    "POSTGRES",
    "CapsuleSettings",
    "Memory",
    "Settings",
    "Weights",
    "Window",
    "Words",
    "default_file",
    "environment",
    "load",
]
