"""Versions of what is stored, apart from the modules that make it: a warm query compares them and loads neither."""

EXTRACTOR_VERSION = 16
"""Part of every facts key: raise it whenever an extractor would answer differently for the same bytes."""

LINKER_VERSION = 25
"""Raise it whenever linking would answer differently for the same facts."""

CALLS_VERSION = 93
"""Raise it whenever linking calls would give another graph, or other ops, for the same facts and names, or packs
them in another way."""
