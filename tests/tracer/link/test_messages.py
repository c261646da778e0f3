"""Public names that no Python file defines: messages of `.proto` files, and modules that a template binds."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tests.tracer.test_where import indexed
from tracer.link import exports, public_api
from tracer.linked import Export
from tracer.queries.tree import Trees
from tracer.queries.where import where

EXPORT = "from tensorflow.python.util.tf_export import tf_export\n"
FILES = {
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/util/tf_export.py": "def tf_export(*names, **kwargs): pass\n",
    "tensorflow/python/platform/__init__.py": "",
    "tensorflow/python/platform/flags.py": "from absl.flags import *\ndef DEFINE_string(name): pass\n",
    "tensorflow/python/training.py": EXPORT
    + "from tensorflow.core.example.example_pb2 import *\n"
    + "from tensorflow.core.example.feature_pb2 import *\n"
    + "tf_export('train.Example')(Example)\ntf_export('train.Feature')(Feature)\ntf_export('train.Built')(Built)\n",
    "tensorflow/python/protos.py": EXPORT
    + "from tensorflow.core.protobuf import config_pb2\n"
    + "tf_export(v1=['ConfigProto'])(config_pb2.ConfigProto)\n",
    "tensorflow/api_template.__init__.py": "",
    "tensorflow/api_template_v1.__init__.py": "import sys as _sys\n"
    "_current_module = _sys.modules[__name__]\n"
    "from tensorflow.python.platform import flags\n"
    "from tensorflow.python.util import tf_export as _hidden\n"
    "_current_module.app.flags = flags\nsetattr(_current_module, 'flags', flags)\n",
}
TEXTS = {
    "tensorflow/core/example/example.proto": b'syntax = "proto3";\n// message Feature\nmessage Example {}\n',
    "tensorflow/core/example/feature.proto": b"message BytesList {}\nmessage Feature {\n  oneof kind {}\n}\n",
    "tensorflow/core/example/feature_pb2.py": b"_globals['_BUILT']._serialized_start=1\n",
}


BUILT = {
    **FILES,
    "tensorflow/core/__init__.py": "",
    "tensorflow/core/protobuf/__init__.py": "",
    "tensorflow/core/protobuf/config_pb2.py": "_builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'x', globals())\n",
    "tensorflow/python/protos.py": EXPORT
    + "from tensorflow.core.protobuf import config_pb2\n"
    + "Own = tf_export(v1=['ConfigProto'])(config_pb2.ConfigProto)\n",
    "tensorflow/python/user.py": "from tensorflow.core.protobuf.config_pb2 import *\nown = 1\nother = missing\n",
}
"""As in a wheel, where `config_pb2.py` makes its classes from a descriptor when it is imported."""


def rows(read: bool) -> dict[str, str]:
    made = program(FILES)
    if read:
        made.read = TEXTS.get
    module = made.module("tensorflow.python.training")
    assert module is not None
    return {row.name: row.symbol for row in exports.rows(made, module) if isinstance(row, Export)}


def test_a_message_is_of_the_star_import_whose_file_has_it() -> None:
    first, second = "<external>:tensorflow.core.example.example_pb2", "<external>:tensorflow.core.example.feature_pb2"
    assert rows(read=True) == {
        "tf.train.Example": f"{first}.Example",
        "tf.train.Feature": f"{second}.Feature",
        "tf.train.Built": f"{second}.Built",
    }
    assert rows(read=False)["tf.train.Feature"] == f"{first}.Feature"  # where no text can be had


@pytest.mark.parametrize("name", ["tf.train.Example", "tf.compat.v1.ConfigProto"])
@pytest.mark.parametrize("files", [FILES, BUILT], ids=["clone", "wheel"])
def test_where_finds_a_message_though_no_python_file_defines_it(name: str, files: dict[str, str]) -> None:
    with indexed(files) as snapshot:
        match = where(snapshot, name).matches[0]
    assert (match.name, match.kind, match.origin, match.file) == (name, "class", "generated", None)
    assert match.qualname == name.rpartition(".")[2]
    with indexed(files) as snapshot:
        assert not where(snapshot, f"{name}.field").matches
    assert match.chain[-1].step == "export"
    assert match.exports == (name,)
    assert match.warnings
    assert ".proto" in match.warnings[0]


def test_a_name_bound_to_an_exported_message_is_that_message() -> None:
    with indexed(BUILT) as snapshot:
        found = where(snapshot, "tensorflow.python.protos.Own").matches[0]
        assert found.name == "tf.compat.v1.ConfigProto"
        for own in ("user.own", "user.other"):
            assert where(snapshot, f"tensorflow.python.{own}").matches[0].kind == "constant"


@pytest.mark.parametrize("name", ["tf.compat.v1.app.flags", "tf.compat.v1.flags"])
def test_a_module_that_the_template_binds_is_public(name: str) -> None:
    with indexed(FILES) as snapshot:
        assert where(snapshot, name).matches[0].key == "tensorflow.python.platform.flags:"
        assert where(snapshot, f"{name}.DEFINE_string").matches[0].kind == "function"
        assert not where(snapshot, "tf.app.flags").matches
        assert not where(snapshot, "tf.compat.v1._hidden").matches


def test_a_message_is_a_leaf_of_the_api_tree() -> None:
    with indexed(FILES) as snapshot:
        nodes = {node.label: node for node in Trees().children(snapshot, "api", "tf.train")}
    assert (nodes["Example"].kind, nodes["Example"].expandable) == ("class", False)


ROOT = "tensorflow/__init__.py"
PYTHON = "tensorflow/python/__init__.py"
TRAIN = "tensorflow/python/training.py"
OLD = {
    ROOT: "from tensorflow.python import *\n",
    "tensorflow/core/__init__.py": "",
    PYTHON: "from tensorflow.core.example.feature_pb2 import *\nfrom tensorflow.python import training as train\n",
    TRAIN: "from tensorflow.core.example.example_pb2 import *\n",
}
WITH_ALL = {
    **OLD,
    PYTHON: f"{OLD[PYTHON]}__all__ = make_all(__name__)\n__all__.extend(['Feature', 'train'])\n",
    TRAIN: f"{OLD[TRAIN]}__all__ = make_all(__name__)\n__all__.extend(['Example'])\n",
}
"""Releases before 1.0, where nothing says what is public, or `__all__` does."""


@pytest.mark.parametrize("files", [OLD, WITH_ALL], ids=["no __all__", "with __all__"])
def test_messages_were_public_by_import_before_anything_declared_them(files: dict[str, str]) -> None:
    made = program(files)
    made.read = TEXTS.get
    for name, module in (("tf.train.Example", "example"), ("tf.Feature", "feature")):
        row = public_api.message(made, name)
        assert row is not None
        assert row.symbol == f"<external>:tensorflow.core.example.{module}_pb2.{name.rpartition('.')[2]}"
        assert name in {one.name for one in public_api.names_of_message(made, row.symbol)}
    assert public_api.message(made, "tf.train.Other") is None
    if files is WITH_ALL:
        assert public_api.message(made, "tf.BytesList") is None
