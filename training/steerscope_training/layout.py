"""Writes one checkpoint as the folder that transformers.js loads."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tokenizers import Tokenizer

from .graph import build
from .model import LanguageModel, Shape
from .tokenizer import SEPARATOR_ID, tokenizer_config


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)  # a file that exists is whole


def write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def model_config(shape: Shape) -> dict[str, object]:
    return {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.feed_forward,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_value_heads,
        "head_dim": shape.head_size,
        "hidden_act": "silu",
        "max_position_embeddings": shape.context,
        "rms_norm_eps": shape.norm_epsilon,
        "rope_theta": shape.rope_base,
        "tie_word_embeddings": True,
        "attention_bias": False,
        "mlp_bias": False,
        "bos_token_id": SEPARATOR_ID,
        "eos_token_id": SEPARATOR_ID,
        "torch_dtype": "float16",
        "use_cache": True,
        # The files hold float16 weights and compute in float32, the cache included.
        "transformers.js_config": {"dtype": "fp16", "kv_cache_dtype": {"fp16": "float32"}},
    }


def write_checkpoint(folder: Path, model: LanguageModel, tokenizer: Tokenizer | None) -> None:
    """Without a tokenizer the folder's is the base's, as in the tuned checkpoints of a pair."""
    shape = model.shape
    write_json(folder / "config.json", model_config(shape))
    write_json(
        folder / "generation_config.json",
        {"bos_token_id": SEPARATOR_ID, "eos_token_id": SEPARATOR_ID},
    )
    if tokenizer is not None:
        write_json(folder / "tokenizer_config.json", tokenizer_config(shape.context))
        tokenizer.save(str(folder / "tokenizer.json"))
    target = folder / "onnx" / "model_fp16.onnx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(build(model).SerializeToString(deterministic=True))
