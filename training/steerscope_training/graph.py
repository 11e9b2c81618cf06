"""The model as an ONNX graph in the layout that transformers.js loads, built node by node.

Weights are float16 initialisers behind a Cast: the file is half the size and everything is
computed in float32. Only standard operators of opset 17 are used, so that every ONNX Runtime
(native, WebAssembly) gives the same numbers to within rounding, and no position ever sees a
later one whatever the number of cached positions.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from .graph_builder import GraphBuilder
from .model import LanguageModel, Shape

OPSET = 17
MASKED = -1e9  # finite: a fully masked row (left padding) stays free of NaN


def _attention_bias(g: GraphBuilder) -> str:
    """[batch, 1, new, total]: 0 where query past+i may look at key j ≤ past+i, else MASKED."""
    zero, one, two = (g.constant(f"index_{i}", np.array(i, dtype=np.int64)) for i in range(3))
    new = g.one("Gather", g.one("Shape", "input_ids"), one)
    past = g.one("Gather", g.one("Shape", "past_key_values.0.key"), two)
    total = g.one("Add", past, new)
    query = g.one("Unsqueeze", g.one("Range", past, total, one), g.ints(1))
    key = g.one("Unsqueeze", g.one("Range", zero, total, one), g.ints(0))
    causal = g.one("LessOrEqual", key, query)
    real = g.one("Cast", "attention_mask", to=TensorProto.BOOL)
    allowed = g.one("And", causal, g.one("Unsqueeze", real, g.ints(1, 2)))
    return g.one("Where", allowed, g.scalar("nothing", 0.0), g.scalar("masked", MASKED))


def _rotary(g: GraphBuilder, head_size: int, base: float) -> tuple[str, str]:
    """Cosines and sines [batch, 1, new, head size] of position × frequency."""
    index = np.arange(0, head_size, 2, dtype=np.float64)
    frequency = (base ** (-index / head_size)).astype(np.float32)
    positions = g.one("Cast", "position_ids", to=TensorProto.FLOAT)
    positions = g.one("Unsqueeze", positions, g.ints(1, 3))
    angle = g.one("Mul", positions, g.constant("frequency", np.concatenate([frequency] * 2)))
    return g.one("Cos", angle), g.one("Sin", angle)


def _repeated(g: GraphBuilder, shared: str, shape: Shape) -> str:
    """Keys or values of every head [batch, heads, total, head size] from those that heads share."""
    one = g.one("Unsqueeze", shared, g.ints(2))
    each = g.one("Concat", *[one] * shape.sharing, axis=2)
    return g.one("Reshape", each, g.ints(0, shape.heads, -1, shape.head_size))


def build(model: LanguageModel) -> onnx.ModelProto:
    shape, g = model.shape, GraphBuilder()
    heads, shared, size = shape.heads, shape.key_value_heads, shape.head_size
    state = {k: v.detach().cpu().numpy() for k, v in model.state_dict().items()}

    def matrix(name: str) -> str:
        return g.weight(name, np.ascontiguousarray(state[f"{name}.weight"].T))

    embedding = g.weight("embedding", state["embedding.weight"])
    x = g.one("Gather", embedding, "input_ids")
    cos, sin = _rotary(g, size, shape.rope_base)
    bias = _attention_bias(g)
    for i in range(shape.layers):
        at = f"blocks.{i}"
        norm = g.weight(f"{at}.attention_norm", state[f"{at}.attention_norm.weight"])
        qkv = g.one("MatMul", g.norm(x, norm, shape.norm_epsilon), matrix(f"{at}.qkv"))
        qkv = g.one("Reshape", qkv, g.ints(0, 0, heads + 2 * shared, size))
        qkv = g.one("Transpose", qkv, perm=[0, 2, 1, 3])
        qk, v = g.op("Split", [qkv, g.ints(heads + shared, shared)], outputs=2, axis=1)
        first, second = g.op("Split", [qk, g.ints(size // 2, size // 2)], outputs=2, axis=-1)
        turned = g.one("Concat", g.one("Neg", second), first, axis=-1)
        qk = g.one("Add", g.one("Mul", qk, cos), g.one("Mul", turned, sin))
        q, k = g.op("Split", [qk, g.ints(heads, shared)], outputs=2, axis=1)
        keys = g.one("Concat", f"past_key_values.{i}.key", k, name=f"present.{i}.key", axis=2)
        values = g.one("Concat", f"past_key_values.{i}.value", v, name=f"present.{i}.value", axis=2)
        if shape.sharing > 1:
            keys, values = (_repeated(g, part, shape) for part in (keys, values))
        scores = g.one("MatMul", q, g.one("Transpose", keys, perm=[0, 1, 3, 2]))
        scores = g.one("Mul", scores, g.scalar("scale", size**-0.5))
        share = g.one("Softmax", g.one("Add", scores, bias), axis=-1)
        mixed = g.one("Transpose", g.one("MatMul", share, values), perm=[0, 2, 1, 3])
        mixed = g.one("Reshape", mixed, g.ints(0, 0, shape.hidden))
        x = g.one("Add", x, g.one("MatMul", mixed, matrix(f"{at}.attention_out")))
        norm = g.weight(f"{at}.feed_norm", state[f"{at}.feed_norm.weight"])
        wide = g.one("MatMul", g.norm(x, norm, shape.norm_epsilon), matrix(f"{at}.gate_up"))
        halves = g.ints(shape.feed_forward, shape.feed_forward)
        gate, up = g.op("Split", [wide, halves], outputs=2, axis=-1)
        active = g.one("Mul", g.one("Mul", gate, g.one("Sigmoid", gate)), up)
        x = g.one("Add", x, g.one("MatMul", active, matrix(f"{at}.down")))
    x = g.norm(x, g.weight("final_norm", state["final_norm.weight"]), shape.norm_epsilon)
    g.one("MatMul", x, g.one("Transpose", embedding, perm=[1, 0]), name="logits")
    return _finish(g, model)


def _finish(g: GraphBuilder, model: LanguageModel) -> onnx.ModelProto:
    shape = model.shape

    def cache(kind: str, length: str) -> list[onnx.ValueInfoProto]:
        size: list[int | str | None] = [
            "batch_size",
            shape.key_value_heads,
            length,
            shape.head_size,
        ]
        return [
            helper.make_tensor_value_info(f"{kind}.{i}.{part}", TensorProto.FLOAT, size)
            for i in range(shape.layers)
            for part in ("key", "value")
        ]

    def whole(name: str, length: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.INT64, ["batch_size", length])

    logits: list[int | str | None] = ["batch_size", "sequence_length", shape.vocabulary]
    graph = helper.make_graph(
        g.nodes,
        "steerscope",
        [
            whole("input_ids", "sequence_length"),
            whole("attention_mask", "total_sequence_length"),
            whole("position_ids", "sequence_length"),
            *cache("past_key_values", "past_sequence_length"),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, logits),
            *cache("present", "total_sequence_length"),
        ],
        list(g.initialisers.values()),
    )
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    result.ir_version = 9  # the oldest that covers opset 17 features in use; runtimes accept it
    result.producer_name = "steerscope-training"
    onnx.checker.check_model(result, full_check=True)
    return result
