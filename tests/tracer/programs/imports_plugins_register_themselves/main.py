"""Plugins that register as they are imported; a package whose `__init__` collects them."""
import plugins
from plugins import registry

registry.run("hello")
registry.run("bye")
for name, plugin in plugins.loaded():
    plugin()
