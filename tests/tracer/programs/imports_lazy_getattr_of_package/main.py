"""`__getattr__` of a package that loads submodules when they are asked for."""
import lazy

lazy.fast.work()
lazy.quick()
