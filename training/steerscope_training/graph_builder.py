"""Collects the nodes and constants of an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper


class GraphBuilder:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: dict[str, onnx.TensorProto] = {}

    def op(
        self, kind: str, inputs: Sequence[str], name: str = "", outputs: int = 1, **attributes: Any
    ) -> list[str]:
        base = name or f"{kind}_{len(self.nodes)}"
        names = [base] if outputs == 1 else [f"{base}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=base, **attributes))
        return names

    def one(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        return self.op(kind, inputs, name, **attributes)[0]

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.initialisers.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def ints(self, *values: int) -> str:
        name = "ints_" + "_".join(str(v).replace("-", "m") for v in values)
        return self.constant(name, np.array(values, dtype=np.int64))

    def scalar(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, dtype=np.float32))

    def weight(self, name: str, value: NDArray[Any]) -> str:
        half = self.constant(f"{name}.float16", value.astype(np.float16))
        return self.one("Cast", half, name=name, to=TensorProto.FLOAT)

    def norm(self, x: str, weight: str, epsilon: float) -> str:
        # This very pattern is what ONNX Runtime fuses into one kernel.
        square = self.one("Pow", x, self.scalar("two", 2.0))
        mean = self.one("ReduceMean", square, axes=[-1], keepdims=1)
        root = self.one("Sqrt", self.one("Add", mean, self.scalar("epsilon", epsilon)))
        return self.one("Mul", self.one("Div", x, root), weight)
