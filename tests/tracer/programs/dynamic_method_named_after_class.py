class Token:
    def __init__(self):
        self.tokens = []

    def replace(self, start, end, kind):
        grouped = kind()
        self.tokens[start:end] = [grouped]
        return grouped


class Statement(Token): ...


class Where(Token): ...


class Filter:
    def process(self, token):
        name = f"_process_{type(token).__name__}"
        method = getattr(self, name.lower(), self._process_default)
        method(token)
        for inner in token.tokens:
            self.process(inner)

    def _process_statement(self, token): ...

    def _process_where(self, token): ...

    def _process_default(self, token): ...


statement = Statement()
statement.replace(0, 0, Where)
statement.replace(0, 0, Token)
Filter().process(statement)
