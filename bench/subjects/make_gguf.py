"""Writes a checkpoint that training/ exported as a GGUF file with the same weights, in float32.

    make_gguf.py CHECKPOINT DTYPE FILE

It holds no vocabulary: the subject that reads it is given ids.
"""

import sys
from pathlib import Path

import gguf
import numpy
from onnx_weights import llama_layers, read_config, read_weights


def rotated(matrix, heads):
    """Rows of each head in the order of llama.cpp's rotary embedding, which turns neighbours."""
    outputs, inputs = matrix.shape
    halves = matrix.reshape(heads, 2, outputs // heads // 2, inputs)
    return halves.swapaxes(1, 2).reshape(outputs, inputs)


def write(directory, dtype, file):
    config, weights = read_config(directory), read_weights(directory, dtype)
    heads, shared = config["num_attention_heads"], config["num_key_value_heads"]
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(shared)
    writer.add_rope_dimension_count(config["hidden_size"] // heads)
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("none")
    tensors = {"token_embd": weights["embedding"], "output_norm": weights["final_norm"]}
    for i, layer in enumerate(llama_layers(weights, config)):
        at = f"blk.{i}"
        tensors[f"{at}.attn_norm"] = layer["attention_norm"]
        tensors[f"{at}.ffn_norm"] = layer["feed_norm"]
        tensors[f"{at}.attn_q"] = rotated(layer["q"], heads)
        tensors[f"{at}.attn_k"] = rotated(layer["k"], shared)
        tensors[f"{at}.attn_v"] = layer["v"]
        tensors[f"{at}.attn_output"] = layer["o"]
        for name in ("gate", "up", "down"):
            tensors[f"{at}.ffn_{name}"] = layer[name]
    for name, values in tensors.items():
        writer.add_tensor(f"{name}.weight", numpy.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    directory, dtype, file = sys.argv[1:]
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    write(directory, dtype, file)
