"""What the imports of a script bind: modules and names of the API, or what is none of its own."""

from __future__ import annotations

from tracer import facts as f
from tracer.queries.explain.references import Api
from tracer.queries.explain.reports import Reports
from tracer.queries.explain.values import FOREIGN, Environment, Public, Value


class Imports:
    """Reads import statements into scopes, and reports what they name."""

    def __init__(self, api: Api, reports: Reports) -> None:
        self._api = api
        self._reports = reports

    def whole(self, statement: f.Import, scope: Environment) -> None:
        """`import a.b` and `import a.b as c`."""
        top = statement.name.partition(".")[0]
        if not self._api.owns(top):
            self._reports.other(top)
            scope.names[statement.asname or top] = FOREIGN
            return
        public = self._reports.look_up("import", statement.name, statement.name, statement.line, 0)
        scope.names[statement.asname or top] = public if statement.asname else Public(top, self._api.find(top))

    def names(self, statement: f.ImportFrom, scope: Environment) -> None:
        """`from a import b`, and `*`, which binds what is asked for later."""
        if statement.level or not self._api.owns(statement.module.partition(".")[0]):
            if not statement.level:
                self._reports.other(statement.module.partition(".")[0])
            if statement.name != "*":
                scope.names[statement.asname or statement.name] = FOREIGN
            return
        if statement.name == "*":
            module = self._reports.look_up("import", statement.module, statement.module, statement.line, 0)
            if module.found is not None:
                scope.bring(lambda name: self._brought(statement.module, name))
            return
        name = f"{statement.module}.{statement.name}"
        scope.names[statement.asname or statement.name] = self._reports.look_up(
            "import", name, statement.name, statement.line, 0
        )

    def by_text(self, name: str, line: int, *, top: bool) -> Value:
        """The module of that name, or the first package of it."""
        package = name.partition(".")[0]
        if not self._api.owns(package):
            self._reports.other(package)
            return FOREIGN
        module = self._reports.look_up("import", name, name, line, 0)
        return Public(package, self._api.find(package)) if top else module

    def _brought(self, module: str, name: str) -> Public | None:
        """What a star import brings under a name."""
        found = self._api.find(f"{module}.{name}") if not name.startswith("_") else None
        return Public(f"{module}.{name}", found) if found is not None else None
