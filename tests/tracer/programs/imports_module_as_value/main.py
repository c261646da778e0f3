"""Modules in tables, as arguments, by `importlib`, and with attributes set from outside."""
import importlib

import json_codec
import text_codec

CODECS = {"json": json_codec, "text": text_codec}


def encode(name, value):
    return CODECS[name].encode(value)


encode("json", 1)
encode("text", 1)


def use(module):
    return module.decode("x")


use(json_codec)
importlib.import_module("text_codec").decode("y")
text_codec.hook = lambda: 3
text_codec.call_hook()
