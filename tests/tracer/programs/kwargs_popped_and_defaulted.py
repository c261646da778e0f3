def run(**options):
    before = options.pop("before", default)
    after = options.get("after") or default
    options.setdefault("extra", extra)
    before()
    after()
    options["extra"]()


def default(): ...
def extra(): ...
def mine(): ...


run(before=mine)
run()
