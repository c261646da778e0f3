"""`tracer explain`: each API name, call and string argument of a user's script, mapped to its definition."""
