class Lazy:
    _engine = None

    @property
    def engine(self):
        if self._engine is None:
            self._engine = self._build()
        return self._engine

    def _build(self):
        return Engine()


class Engine:
    def run(self): ...


Lazy().engine.run()
