from . import helper
from .inner import deep

helper.help_out()
deep.dive()
