"""The judge beside bare programs: what judging costs on top of what is judged.

Peers are started as cheaply as the system allows, by posix_spawn, from this process, on the same
cores, in turns with the judge's runs.
"""
