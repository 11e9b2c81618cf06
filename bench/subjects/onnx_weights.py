"""The weights of a checkpoint that training/ exported, under the names of its ONNX file."""

import json
from pathlib import Path

import numpy
import onnx
from onnx import numpy_helper


def read_config(directory):
    return json.loads(Path(directory, "config.json").read_text(encoding="utf-8"))


def read_weights(directory, dtype):
    """float32 arrays by name; the exporter names every initialiser after its layer and type."""
    suffix = {"fp16": "_fp16", "fp32": ""}[dtype]
    graph = onnx.load(f"{directory}/onnx/model{suffix}.onnx").graph
    return {
        item.name.rsplit(".", 1)[0]: numpy_helper.to_array(item).astype("float32")
        for item in graph.initializer
        if item.name.endswith((".float16", ".float32"))
    }


def llama_layers(weights, config):
    """For each layer, its matrices as [outputs, inputs] and its two norms."""
    size = config["head_dim"]
    queries, shared = config["num_attention_heads"] * size, config["num_key_value_heads"] * size
    wide = config["intermediate_size"]
    for i in range(config["num_hidden_layers"]):
        block = f"blocks.{i}"
        q, k, v = _split(weights[f"{block}.qkv"], queries, shared, shared)
        gate, up = _split(weights[f"{block}.gate_up"], wide, wide)
        yield {
            "attention_norm": weights[f"{block}.attention_norm"],
            "feed_norm": weights[f"{block}.feed_norm"],
            "q": q,
            "k": k,
            "v": v,
            "o": weights[f"{block}.attention_out"].T,
            "gate": gate,
            "up": up,
            "down": weights[f"{block}.down"].T,
        }


def _split(matrix, *widths):
    """Columns that belong together, as [outputs, inputs]."""
    return [part.T for part in numpy.split(matrix, numpy.cumsum(widths)[:-1], axis=1)]
