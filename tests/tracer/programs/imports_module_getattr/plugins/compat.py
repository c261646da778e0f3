from . import extra
from .extra import public as _public


def fallback():
    extra.public()
    _public()
