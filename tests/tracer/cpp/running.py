"""Prints, as JSON, what the running TensorFlow holds: op definitions, registered gradients, registered kernels.

Run in a process of its own: `python -m tests.tracer.cpp.running`.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def argument(one: Any) -> list[Any]:
    from tensorflow.core.framework import types_pb2

    type_name = one.type_attr or one.type_list_attr
    if not type_name:
        type_name = types_pb2.DataType.Name(one.type).removeprefix("DT_").removesuffix("_REF").lower()
    return [one.name, type_name, one.number_attr]


def ops() -> dict[str, Any]:
    from tensorflow.core.framework import op_def_pb2
    from tensorflow.python.client import pywrap_tf_session as session

    listed = op_def_pb2.OpList()
    listed.ParseFromString(session.TF_GetBuffer(session.TF_GetAllOpList()))
    return {
        op.name: {
            "inputs": [argument(one) for one in op.input_arg],
            "outputs": [argument(one) for one in op.output_arg],
            "attributes": [[one.name, one.HasField("default_value")] for one in op.attr],
        }
        for op in listed.op
    }


def gradients() -> list[str]:
    from tensorflow.python.framework import ops as framework

    return list(framework.gradient_registry._registry)


def kernels() -> list[Any]:
    from tensorflow.core.framework import types_pb2
    from tensorflow.python.framework import kernels as registered

    found = []
    for kernel in registered.get_all_registered_kernels().kernel:
        types = [
            types_pb2.DataType.Name(type_).removeprefix("DT_").lower()
            for constraint in sorted(kernel.constraint, key=lambda one: one.name)
            for type_ in sorted(constraint.allowed_values.list.type)
        ]
        found.append([kernel.op, kernel.device_type, sorted(types)])
    return found


if __name__ == "__main__":
    json.dump({"ops": ops(), "gradients": gradients(), "kernels": kernels()}, sys.stdout)
