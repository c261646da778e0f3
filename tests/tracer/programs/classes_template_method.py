class Report:
    def render(self):
        return self.header() + self.body()

    def header(self):
        return "h"

    def body(self):
        raise NotImplementedError


class Sales(Report):
    def body(self):
        return self.rows()

    def rows(self):
        return "r"


Sales().render()
