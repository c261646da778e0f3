class Found:
    def use(self): ...


def search(items):
    for item in items:
        try:
            if item.ok():
                return item
        finally:
            item.close()
    else:
        return None


class Item(Found):
    def ok(self):
        return True

    def close(self): ...


search([Item()]).use()
