import core

core.run()
