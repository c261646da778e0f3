"""What is said where a name has no match."""

from __future__ import annotations

import pytest

from tests.tracer.test_where import READERS, SPLIT, TF1, indexed
from tracer.cli.context import no_match
from tracer.queries.answers import Hint, WhereAnswer
from tracer.queries.where import where


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("tf.keras.Sequential.compil", ["tf.keras.Sequential.compile"]),
        ("keras.Sequential.ad", ["keras.Sequential.add"]),
        ("Sequential.optimiser", ["Sequential.optimizer"]),
        ("tf.keras.Sequential.Fitt", ["tf.keras.Sequential.fit"]),
        ("tf.keras.model.Sequential", ["tf.keras.models.Sequential"]),
        ("tf.keras.model.Sequentiall", ["tf.keras.models.Sequential"]),
        ("tf.keras.model.xyzzy", ["tf.keras.Model", "tf.keras.models"]),
        ("Sequentail.add", ["keras.Sequential.add"]),
        ("Sequentail.compil", ["keras.Sequential.compile"]),
        ("tensorflow.python.keras.engine.sequential.Sequentials",
         ["tensorflow.python.keras.engine.sequential.Sequential"]),
        ("xyzzy", []),
    ],
)  # fmt: skip
def test_what_is_meant_is_a_member_of_what_was_found(query: str, meant: list[str]) -> None:
    hint = where(indexed(TF1), query).hint
    assert hint is not None
    assert list(hint.did_you_mean) == meant


@pytest.mark.parametrize(
    ("query", "note", "meant"),
    [
        ("Sequential.xyzzy", "Sequential has no xyzzy", []),
        ("Sequential.comp", "Sequential has no comp", ["Sequential.compile"]),
        ("SEQUENTIAL.FITS", "keras.Sequential has no FITS", ["keras.Sequential.fit"]),
        ("SEQUENTIAL.FIT", "keras.Sequential has no FIT", ["keras.Sequential.fit"]),
        ("tf.nosuch", "tf has no nosuch", []),
    ],
)
def test_what_is_there_and_what_it_lacks_are_said(query: str, note: str | None, meant: list[str]) -> None:
    hint = where(indexed(TF1), query).hint
    assert hint is not None
    assert (hint.note, list(hint.did_you_mean), hint.moved_to) == (note, meant, None)


def test_bases_outside_the_snapshot_may_define_it() -> None:
    files = {
        "package/__init__.py": "",
        "package/test.py": """
            import abc
            import enum
            from absl.testing import absltest
            class TestCase(absltest.TestCase): pass
            class Sub(TestCase, abc.ABC): pass
            class Kind(str, enum.Enum): ONE = 1
        """,
    }
    made = indexed(files)
    notes = {query: where(made, query).hint for query in ("TestCase.assertNotEmpty", "Sub.assertNotEmpty", "Kind.x")}
    outside = "unless it comes from absl.testing.absltest.TestCase: not in this snapshot"
    assert {query: hint.note for query, hint in notes.items() if hint} == {
        "TestCase.assertNotEmpty": f"TestCase has no assertNotEmpty, {outside}",
        "Sub.assertNotEmpty": f"Sub has no assertNotEmpty, {outside}",
        "Kind.x": "Kind has no x",
    }


KERAS_ALONE = {
    "keras/__init__.py": "",
    "keras/src/__init__.py": "",
    "keras/src/api_export.py": "class keras_export:\n    pass\n",
    "keras/src/ops.py": """
        from keras.src.api_export import keras_export
        @keras_export("keras.ops.map")
        def map(f, xs): pass
        @keras_export("keras.Variable")
        class Variable: pass
    """,
}


@pytest.mark.parametrize("query", ["tf.data.Dataset.map", "tf.Variable", "tensorflow.Variable", "tf.nosuch"])
def test_nothing_of_a_package_that_is_not_there_has_moved_to_another(query: str) -> None:
    hint = where(indexed(KERAS_ALONE), query).hint
    assert hint == ((), None, "tf comes from package tensorflow: index both (`tracer index /x@v1 tensorflow`)")


def test_a_public_name_of_something_outside_is_told_with_its_place() -> None:
    files = {**TF1, "tensorflow/python/ops/consts.py": """
        import numpy as np
        from tensorflow.python.util.tf_export import tf_export
        pi = np.pi
        tf_export("consts.pi").export_constant(__name__, "pi")
    """}  # fmt: skip
    hint = where(indexed(files), "tf.consts.pi").hint
    told = "tf.consts.pi is numpy.pi, which is not in this snapshot; tensorflow/python/ops/consts.py:5 exports it"
    assert hint == ((), None, told)


def test_a_name_of_another_package_has_not_moved_here() -> None:
    hint = where(indexed(TF1), "np.old").hint
    assert hint is not None
    assert hint.moved_to is None


def test_what_a_class_lacks_has_not_moved_out_of_it() -> None:
    hint = where(indexed(KERAS_ALONE), "keras.Variable.map").hint
    assert hint == ((), None, "keras.Variable has no map")


def test_a_line_that_a_file_has_not() -> None:
    hint = where(indexed(TF1), "keras/models.py:999").hint
    assert hint is not None
    assert hint.note == "tensorflow/python/keras/models.py has 3 lines"


@pytest.mark.parametrize(
    ("query", "package", "distribution"),
    [
        ("tf.keras.Sequential", "tf.keras", "keras"),
        ("keras.layers.Dense", "keras", "keras"),
        ("tf.losses.mse", "tf.losses", "keras"),
        ("tf.estimator.Estimator", "tf.estimator", "tensorflow_estimator"),
        ("tf.summary.scalar", "tf.summary", "tensorboard"),
    ],
)
def test_a_package_of_another_distribution_is_named(query: str, package: str, distribution: str) -> None:
    files = {path: text for path, text in SPLIT.items() if not path.startswith("keras!")}
    files["tensorflow/python/ops/summary.py"] = """
        from tensorflow.python.util.tf_export import tf_export
        @tf_export(v1=["summary.scalar"])
        def scalar(x): pass
    """
    files["tensorflow/api_template.__init__.py"] += "    from tensorboard.summary._tf import summary\n"
    answer = where(indexed(files), query, "v2")
    assert answer.matches == ()
    both = f"index both (`tracer index /x@v1 {distribution}`)"
    assert answer.hint == ((), None, f"{package} comes from package {distribution}: {both}")


NOTES = {
    "": "the name is empty: give one",
    "   ": "the name is empty: give one",
    "nowhere.py:3": "no file that is indexed has a path that is or ends in nowhere.py",
    "tensorflow/nowhere/models.py": "ends in tensorflow/nowhere/models.py; `tracer status`",
    "tensorflow/python/keras": "a folder is no symbol",
    "keras/models.py:900": "tensorflow/python/keras/models.py has 3 lines",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("query", NOTES)
def test_what_is_no_name_is_answered_with_what_to_do(reader: str, query: str) -> None:
    hint = where(READERS[reader](TF1), query).hint
    assert hint is not None
    assert NOTES[query] in (hint.note or "")


def test_places_near_to_what_was_asked_for() -> None:
    made = indexed(TF1)
    files, folders = (where(made, query).hint for query in ("nowhere/models.py:3", "tensorflow/python/keras"))
    assert files is not None
    assert files.did_you_mean == ("tensorflow/python/keras/models.py",)
    assert folders is not None
    assert folders.did_you_mean == ("tensorflow.python.keras",)


SAID = {
    "where it went alone": (Hint(("tf.compat.v1.Session", "a.Session"), "tf.compat.v1.Session"),
                            "; it is now tf.compat.v1.Session"),
    "names that are alike": (Hint(("a.Session", "b.Session")), " (did you mean a.Session, b.Session?)"),
    "why it is not there": (Hint(("a.Session",), None, "tf has no Session"),
                            "; tf has no Session (did you mean a.Session?)"),
    "how to look for it": (Hint(), "; `tracer search 'tf.Session'` takes patterns and parts of names"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_of_a_name_that_is_not_found(name: str) -> None:
    hint, said = SAID[name]
    assert no_match(WhereAnswer("tf.Session", "tf", (), hint)) == f"no match for 'tf.Session' in tf{said}"
