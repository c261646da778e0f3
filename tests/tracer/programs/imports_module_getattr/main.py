import plugins
from plugins import lazy_thing
import plugins.extra as extra
from plugins.extra import *

plugins.direct()
plugins.computed()
lazy_thing()
extra.public()
public()


def later():
    from plugins.extra import _hidden as hidden

    hidden()
    import plugins.extra

    plugins.extra.public()


later()
try:
    import missing_module as compat
except ImportError:
    import plugins.compat as compat
compat.fallback()
