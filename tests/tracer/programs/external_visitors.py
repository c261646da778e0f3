import ast
from html.parser import HTMLParser


class Names(ast.NodeVisitor):
    def visit_Name(self, node):
        self.found(node.id)

    def visit_Call(self, node):
        self.generic_visit(node)

    def found(self, name): ...


class Links(HTMLParser):
    def handle_starttag(self, tag, attrs):
        self.add(tag)

    def add(self, tag): ...


def scan(text):
    Names().visit(ast.parse(text, mode="eval").body)


def read():
    Links().feed("<a>")


scan("f(g())")
scan("x")
read()
