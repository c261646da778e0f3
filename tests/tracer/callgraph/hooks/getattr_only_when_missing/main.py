class Proxy:
    def known(self): pass
    def __getattr__(self, name): pass
proxy = Proxy()
proxy.known()
proxy.missing
