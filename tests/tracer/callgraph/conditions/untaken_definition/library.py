import os


def render(text):
    return text


def check(function):
    return function


if os.environ.get("LIBRARY_BUILDING_DOCUMENTATION"):

    def render_plainly(text):
        return text

    render = render_plainly
    check(render)
