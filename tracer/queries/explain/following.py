"""What comes out of calls, attributes and `with` statements, as values of a script."""

from __future__ import annotations

from tracer.queries.explain.references import Api
from tracer.queries.explain.values import FOREIGN, Instance, Public, Result, Several, Value


class Following:
    """Follows names of an API to the objects that they give."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def held(self, name: str) -> Value:
        """What an attribute of that name holds."""
        element = self._api.elements(name)
        return Several(self.instance(element, name)) if element is not None else self.given(name)

    def given(self, name: str) -> Value:
        """What a call of `name`, or reading it, gives."""
        given = self._api.given(name)
        if given is None:
            return Result(name)
        return self.instance(given, name) if given else FOREIGN

    def entered(self, manager: Value) -> Value:
        """What `with` binds: what `__enter__` gives, which is most often the manager itself."""
        if not isinstance(manager, Instance) or not isinstance(manager.type, Public):
            return manager
        enter = f"{manager.type.name}.__enter__"
        given = self.given(enter)
        return given if isinstance(given, Instance) else Instance(manager.type, enter)

    def instance(self, name: str, origin: str) -> Instance:
        return Instance(Public(name, self._api.find(name)), origin)
