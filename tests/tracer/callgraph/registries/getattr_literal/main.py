class T:
    def run(self): pass
    def stop(self): pass
getattr(T(), "run")()
