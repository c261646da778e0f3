"""Screens: they own the flow between widgets and ask the gateway in workers."""
