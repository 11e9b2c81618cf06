"""Subject: the idiomatic PyTorch script, eager, with the weights of the same ONNX files.

Needs torch, transformers and onnx; speaks the protocol of subject.mts.
"""

import json
import resource
import sys
import time
from pathlib import Path

try:
    import onnx
    import torch
    from onnx import numpy_helper
    from transformers import LlamaConfig, LlamaForCausalLM
    from transformers import PreTrainedTokenizerFast
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(0)

task = json.loads(sys.argv[1])
torch.set_num_threads(task["threads"])
text = Path(task["textFile"]).read_bytes().decode("utf-8")[: task["length"]]


def load(directory):
    """The model of a bundled checkpoint; its exporter names every initializer after its layer."""
    suffix = {"fp16": "_fp16", "fp32": ""}[task["dtype"]]
    graph = onnx.load(f"{directory}/onnx/model{suffix}.onnx").graph
    weights = {
        item.name.rsplit(".", 1)[0]: torch.tensor(numpy_helper.to_array(item)).float()
        for item in graph.initializer
        if item.name.endswith((".float16", ".float32"))
    }
    config = LlamaConfig(**json.loads(Path(directory, "config.json").read_text()))
    config.dtype = config.torch_dtype = torch.float32
    model = LlamaForCausalLM(config).eval()
    state = {"model.embed_tokens.weight": weights["embedding"], "lm_head.weight": weights["embedding"]}
    state["model.norm.weight"] = weights["final_norm"]
    for i in range(config.num_hidden_layers):
        layer, block = f"model.layers.{i}", f"blocks.{i}"
        state[f"{layer}.input_layernorm.weight"] = weights[f"{block}.attention_norm"]
        state[f"{layer}.post_attention_layernorm.weight"] = weights[f"{block}.feed_norm"]
        for name, part in zip("qkv", weights[f"{block}.qkv"].chunk(3, 1)):
            state[f"{layer}.self_attn.{name}_proj.weight"] = part.T
        state[f"{layer}.self_attn.o_proj.weight"] = weights[f"{block}.attention_out"].T
        gate, up = weights[f"{block}.gate_up"].chunk(2, 1)
        state[f"{layer}.mlp.gate_proj.weight"] = gate.T
        state[f"{layer}.mlp.up_proj.weight"] = up.T
        state[f"{layer}.mlp.down_proj.weight"] = weights[f"{block}.down"].T
    model.load_state_dict(state)
    return model


base, tuned = load(task["base"]), load(task["tuned"])
tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{task['base']}/tokenizer.json")


def model_statistics(logits, log, targets):
    p = log.exp()
    entropy = -(p * log).sum(-1)
    chosen = logits.gather(-1, targets)
    return {
        "surprisal": -log.gather(-1, targets)[:, 0],
        "entropy": entropy,
        "varentropy": (p * (log + entropy[:, None]) ** 2).sum(-1),
        "rank": 1 + (logits > chosen).sum(-1),
        "top": p.topk(10),
    }


@torch.no_grad()
def run():
    ids = tokenizer.encode(text, add_special_tokens=False)
    prefix, stride = task["prefix"], task["stride"]
    capacity = task["contextWindow"] - len(prefix)
    results, scored, start = [], 0, 0
    while scored < len(ids):
        end = min(start + capacity, len(ids))
        batch = torch.tensor([prefix + ids[start:end]])
        first = len(prefix) + scored - start - 1
        base_logits = base(batch).logits[0, first:-1]
        tuned_logits = tuned(batch).logits[0, first:-1]
        targets = torch.tensor(ids[scored:end])[:, None]
        b_log, u_log = base_logits.log_softmax(-1), tuned_logits.log_softmax(-1)
        b, u, d = b_log.exp(), u_log.exp(), u_log - b_log
        middle = ((b + u) / 2).log()
        tuned_base, base_tuned = (u * d).sum(-1), -(b * d).sum(-1)
        results.append(
            {
                "base": model_statistics(base_logits, b_log, targets),
                "tuned": model_statistics(tuned_logits, u_log, targets),
                "klTunedBase": tuned_base,
                "klBaseTuned": base_tuned,
                "js": ((b * (b_log - middle)).sum(-1) + (u * (u_log - middle)).sum(-1)) / 2,
                "tv": (b - u).abs().sum(-1) / 2,
                "logRatioVarianceTuned": (u * (d - tuned_base[:, None]) ** 2).sum(-1),
                "logRatioVarianceBase": (b * (d + base_tuned[:, None]) ** 2).sum(-1),
            }
        )
        scored = end
        start += stride
    return len(ids), torch.cat([result["js"] for result in results]).mean().item()


print("ready", flush=True)
for _ in sys.stdin:
    started, worked = time.perf_counter(), time.process_time()
    tokens, mean_js = run()
    answer = {
        "milliseconds": (time.perf_counter() - started) * 1000,
        "processorMilliseconds": (time.process_time() - worked) * 1000,
        "tokens": tokens,
        "meanJs": mean_js,
        "peakMemory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(answer), flush=True)
