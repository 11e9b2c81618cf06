"""Subject: the PyTorch script, eager, with the weights of the same ONNX files.

    torch_script.py           one forward pass a window, as the Hugging Face guide on perplexity
    torch_script.py --cached  chunks of 128 tokens that continue from the key-value cache
"""

import sys
import warnings

from subject import Means, cannot_run, serve, task, windows

try:
    import torch
    from onnx_weights import llama_layers, read_config, read_weights
    from torch_statistics import statistics
    from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
except ImportError as error:
    cannot_run(f"there is no {error.name} in this Python")

torch.set_num_threads(task["threads"])
# The name of the cache's argument changes between versions; both take this one.
warnings.filterwarnings("ignore", category=FutureWarning)
CHUNK = 128


def load(directory):
    shape = read_config(directory)
    config = LlamaConfig(**shape)
    config.dtype = torch.float32
    model = LlamaForCausalLM(config).eval()
    weights = read_weights(directory, task["dtype"])
    state = {
        "model.embed_tokens.weight": weights["embedding"],
        "lm_head.weight": weights["embedding"],
        "model.norm.weight": weights["final_norm"],
    }
    for i, layer in enumerate(llama_layers(weights, shape)):
        at = f"model.layers.{i}"
        state[f"{at}.input_layernorm.weight"] = layer["attention_norm"]
        state[f"{at}.post_attention_layernorm.weight"] = layer["feed_norm"]
        for name in ("q", "k", "v", "o"):
            state[f"{at}.self_attn.{name}_proj.weight"] = layer[name]
        for name in ("gate", "up", "down"):
            state[f"{at}.mlp.{name}_proj.weight"] = layer[name]
    model.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    return model


base, tuned = load(task["base"]), load(task["tuned"])
tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{task['base']}/tokenizer.json")


def strided(inputs):
    """Both models' logits of a whole window at once."""
    batch = torch.tensor([inputs])
    yield 0, base(batch).logits[0], tuned(batch).logits[0]


def cached(inputs):
    """Both models' logits of one chunk after the other."""
    base_cache, tuned_cache = DynamicCache(), DynamicCache()
    for start in range(0, len(inputs), CHUNK):
        batch = torch.tensor([inputs[start : start + CHUNK]])
        yield (
            start,
            base(batch, past_key_values=base_cache, use_cache=True).logits[0],
            tuned(batch, past_key_values=tuned_cache, use_cache=True).logits[0],
        )


logits_of = cached if "--cached" in sys.argv else strided


@torch.no_grad()
def run(text):
    ids = tokenizer.encode(text, add_special_tokens=False)
    prefix, means = task["prefix"], Means()
    for start, end, scored in windows(len(ids)):
        inputs = prefix + ids[start : end - 1]
        for at, base_logits, tuned_logits in logits_of(inputs):
            # Row i of a chunk predicts the token after its input at + i.
            skipped = max(0, len(prefix) + scored - start - 1 - at)
            if skipped >= len(base_logits):
                continue
            first = start + at + skipped + 1 - len(prefix)
            targets = torch.tensor(ids[first : first + len(base_logits) - skipped])
            means.add(
                statistics(base_logits[skipped:], tuned_logits[skipped:], targets, task["topK"], task["grids"])
            )
    return len(ids), means.result()


serve(run, ["torch", "transformers"])
