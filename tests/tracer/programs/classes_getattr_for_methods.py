class Recorder:
    def __getattr__(self, name):
        def call(*args):
            return self._record(name)

        return call

    def _record(self, name): ...


Recorder().anything(1)
