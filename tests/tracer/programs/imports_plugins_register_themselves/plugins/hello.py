from .registry import register


@register("hello")
def hello():
    return "hello"
