class Form:
    class Field:
        def __init__(self, name, *validators):
            self.name = name
            self.validators = validators

        def validate(self, value):
            for validator in self.validators:
                validator(self, value)
            return self

        class Error(Exception):
            def explain(self): ...

    def __init__(self):
        self.fields = {}

    def add(self, name, *validators):
        self.fields[name] = self.Field(name, *validators)
        return self

    def validate(self, **values):
        errors = []
        for name, value in values.items():
            try:
                self.fields[name].validate(value)
            except Form.Field.Error as error:
                errors.append(error)
        for error in errors:
            error.explain()


def required(field, value):
    if not value:
        raise Form.Field.Error(field.name)


def short(field, value): ...


Form().add("name", required, short).add("text", short).validate(name="", text="a")
