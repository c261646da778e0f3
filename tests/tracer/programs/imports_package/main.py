import importlib

import pack
import pack.one as first
from pack import helper, two
from pack.deep import *
from pack.deep.more import run as run_more

pack.api()
first.run()
two.run()
helper()
deep_run()
run_more()
importlib.import_module("pack.plugin").load()
importlib.import_module(".plugin", "pack").load()
pack.lazy()
