import types
def late(self): pass
class Host: pass
host = Host()
host.method = types.MethodType(late, host)
host.method()
