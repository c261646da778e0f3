"""View models: what the widgets show and how it changes, without Textual."""
