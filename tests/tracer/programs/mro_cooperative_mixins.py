class Root:
    def __init__(self, **kwargs):
        self.finish()

    def finish(self): ...

    def save(self): ...


class Timestamps(Root):
    def __init__(self, *, created=None, **kwargs):
        super().__init__(**kwargs)
        self.created = created

    def save(self):
        self.stamp()
        super().save()

    def stamp(self): ...


class Audited(Root):
    def __init__(self, *, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def save(self):
        self.audit()
        super().save()

    def audit(self): ...


class Document(Timestamps, Audited):
    def __init__(self, title, **kwargs):
        super().__init__(**kwargs)
        self.title = title


Document("a", created=1, user=2).save()
Timestamps().save()
