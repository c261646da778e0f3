"""Widgets: one a file. They post messages and hold no logic."""
