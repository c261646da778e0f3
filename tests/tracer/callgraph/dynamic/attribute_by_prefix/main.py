class Visitor:
    def visit(self, node):
        method = getattr(self, f"visit_{node}", None)
        return method(node)

    def leave(self, node):
        getattr(self, "leave_" + node)()

    def enter(self, node):
        getattr(self, "enter_%s" % node)()

    def close(self, node):
        getattr(self, "{}_closed".format(node))()

    def batch(self, mode, hook):
        getattr(self, "on_{mode}_batch_{hook}".format(mode=mode, hook=hook))()

    def unnamed(self, node):
        return "{²}".format(node)

    def anything(self, node):
        getattr(self, f"{node}")()


class Printer(Visitor):
    def visit_name(self, node):
        pass

    def visit_call(self, node):
        pass

    def leave_name(self):
        pass

    def enter_name(self):
        pass

    def name_closed(self):
        pass

    def other(self):
        pass

    def on_train_batch_end(self):
        pass

    def on_epoch_end(self):
        pass


def read():
    return input()


Printer().visit(read())
Printer().leave(read())
Printer().enter(read())
Printer().close(read())
Printer().batch(read(), read())
Printer().unnamed(read())
Printer().anything(read())
