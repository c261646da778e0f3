import importlib
import pkgutil

import plugins

for info in pkgutil.iter_modules(plugins.__path__):
    importlib.import_module(f"plugins.{info.name}").run()
importlib.import_module(".build", package="plugins").stop()
plugins.load("clean").stop()
for info in pkgutil.iter_modules(plugins.__path__):
    importlib.import_module(f".{info.name}", "plugins").check()
for plugin in plugins.load_all():
    plugin.setup()
