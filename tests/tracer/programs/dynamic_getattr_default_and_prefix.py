class Handler:
    def on_start(self): ...

    def on_stop(self): ...

    def other(self): ...

    def dispatch(self, event):
        method = getattr(self, f"on_{event}", None)
        if method is not None:
            method()


handler = Handler()
handler.dispatch("start")
handler.dispatch("stop")
getattr(handler, "other", None)()
