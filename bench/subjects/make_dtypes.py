"""Writes a pair again in each of the dtypes that people use, for the bench.

    python bench/subjects/make_dtypes.py PAIR.JSON FOLDER

FOLDER gets one folder a dtype, in each of them the pair's base and its tuned checkpoint, as
`onnx/model.onnx` whatever the dtype, beside the tokenizer and the config.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16

BLOCK = 32
# Computes with the activations as they are; 4 would quantise them as well.
FLOAT_ACTIVATIONS = 1


def in_float32(model):
    """The same model with float32 weights that no node converts or transposes, as exporters write it."""
    graph = model.graph
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    replaced = {}
    nodes = []
    for node in graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = replaced.get(name, name)
        source = node.input[0] if node.input else ""
        if node.op_type == "Cast" and source in arrays and arrays[source].dtype == np.float16:
            arrays[node.output[0]] = arrays[source].astype(np.float32)
        elif node.op_type == "Transpose" and source in arrays:
            (permutation,) = (helper.get_attribute_value(item) for item in node.attribute)
            arrays[node.output[0]] = np.ascontiguousarray(arrays[source].transpose(permutation))
        else:
            nodes.append(node)
    used = {name for node in nodes for name in node.input}
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend(
        numpy_helper.from_array(array, name) for name, array in arrays.items() if name in used
    )
    return model


def as_fp32(model, file):
    onnx.save(model, file)


def as_fp16(model, file):
    onnx.save(convert_float_to_float16(model, keep_io_types=True), file)


def weight_only(bits):
    def write(model, file):
        quantizer = MatMulNBitsQuantizer(
            model, bits=bits, block_size=BLOCK, accuracy_level=FLOAT_ACTIVATIONS
        )
        quantizer.process()
        onnx.save(quantizer.model.model, file)

    return write


def as_dynamic_int8(model, file):
    plain = file.with_suffix(".float32")
    onnx.save(model, plain)
    quantize_dynamic(plain, file, weight_type=QuantType.QInt8)
    plain.unlink()


DTYPES = {
    "fp32": as_fp32,
    "fp16": as_fp16,
    "weights-8-bit": weight_only(8),
    "weights-4-bit": weight_only(4),
    "dynamic-int8": as_dynamic_int8,
}


def main(pair_file, folder):
    pair = json.loads(pair_file.read_text(encoding="utf-8"))
    tuned = next((item for item in pair["tuned"] if item.get("default")), pair["tuned"][0])
    sources = {
        "base": pair_file.parent / pair["base"]["directory"],
        "tuned": pair_file.parent / tuned["directory"],
    }
    for name, write in DTYPES.items():
        for role, source in sources.items():
            target = folder / name / role
            (target / "onnx").mkdir(parents=True, exist_ok=True)
            # A tuned checkpoint may leave the tokenizer to its base.
            for item in [*sources["base"].glob("*.json"), *source.glob("*.json")]:
                shutil.copy(item, target)
            weights = onnx.load(source / "onnx" / "model_fp16.onnx")
            write(in_float32(weights), target / "onnx" / "model.onnx")


main(Path(sys.argv[1]), Path(sys.argv[2]))
