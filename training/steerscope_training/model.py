"""A small Llama-shaped language model, in the fewest parts that match the exported graph."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Cache = list[tuple[Tensor, Tensor]]
"""Per layer: rotated keys and values, each [batch, key-value heads, past, head size]."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the model; names follow the Hugging Face Llama configuration."""

    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 5
    heads: int = 4
    feed_forward: int = 640
    context: int = 512
    rope_base: float = 10000.0
    norm_epsilon: float = 1e-5
    sharing: int = 1
    """Heads that share one head of keys and values (grouped-query attention)."""

    @property
    def head_size(self) -> int:
        return self.hidden // self.heads

    @property
    def key_value_heads(self) -> int:
        return self.heads // self.sharing

    def to_json(self) -> dict[str, int | float]:
        return asdict(self)


class RmsNorm(nn.Module):
    def __init__(self, size: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.epsilon)


def rotary_tables(positions: Tensor, shape: Shape) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary angles, each [positions, head size]."""
    index = torch.arange(0, shape.head_size, 2, device=positions.device).float()
    angle = torch.outer(positions.float(), shape.rope_base ** (-index / shape.head_size))
    angle = torch.cat([angle, angle], -1)
    return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class Block(nn.Module):
    """Attention and SwiGLU, each on a normalised copy of the residual stream."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        d, f = shape.hidden, shape.feed_forward
        self.attention_norm = RmsNorm(d, shape.norm_epsilon)
        width = (shape.heads + 2 * shape.key_value_heads) * shape.head_size
        self.qkv = nn.Linear(d, width, bias=False)
        self.attention_out = nn.Linear(d, d, bias=False)
        self.feed_norm = RmsNorm(d, shape.norm_epsilon)
        self.gate_up = nn.Linear(d, 2 * f, bias=False)
        self.down = nn.Linear(f, d, bias=False)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        batch, new, d = x.shape
        heads, shared = self.shape.heads, self.shape.key_value_heads
        qkv = self.qkv(self.attention_norm(x)).view(batch, new, -1, self.shape.head_size)
        q, k, v = qkv.transpose(1, 2).split([heads, shared, shared], 1)
        cos, sin = cos.to(q.dtype), sin.to(q.dtype)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if past is not None:
            k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        after = (k, v)
        if self.shape.sharing > 1:
            k, v = (part.repeat_interleave(self.shape.sharing, 1) for part in after)
        if new > 1 and k.shape[2] > new:
            # A chunk after a cache: query i sits at absolute position past + i.
            mask = torch.ones(new, k.shape[2], dtype=torch.bool, device=x.device)
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.tril(k.shape[2] - new))
        else:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=new > 1)
        x = x + self.attention_out(y.transpose(1, 2).reshape(batch, new, d))
        gate, up = self.gate_up(self.feed_norm(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up), after


class LanguageModel(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.hidden)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.final_norm = RmsNorm(shape.hidden, shape.norm_epsilon)

    def initialise(self, seed: int) -> None:
        """Normal weights; the projections that write to the residual stream start smaller."""
        generator = torch.Generator().manual_seed(seed)
        scale = 1 / math.sqrt(self.shape.hidden)
        for name, weight in self.named_parameters():
            if weight.dim() != 2:
                continue
            deviation = scale
            if name == "embedding.weight":
                deviation = 0.02
            elif name.endswith(("attention_out.weight", "down.weight")):
                deviation = scale / 2
            with torch.no_grad():
                weight.normal_(0, deviation, generator=generator)

    def hidden_states(self, ids: Tensor, cache: Cache | None = None) -> tuple[Tensor, Cache]:
        """ids [batch, new] → states [batch, new, hidden] and the cache after them."""
        past = cache[0][0].shape[2] if cache else 0
        positions = torch.arange(past, past + ids.shape[1], device=ids.device)
        cos, sin = rotary_tables(positions, self.shape)
        x = self.embedding(ids)
        after: Cache = []
        for index, block in enumerate(self.blocks):
            x, pair = block(x, cos, sin, cache[index] if cache else None)
            after.append(pair)
        return self.final_norm(x), after

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.embedding.weight)

    def forward(self, ids: Tensor) -> Tensor:
        """ids [batch, tokens] → logits [batch, tokens, vocabulary]."""
        return self.logits(self.hidden_states(ids)[0])


def round_to_half(model: LanguageModel) -> None:
    """Rounds the weights to float16 in place: what is evaluated is what the files hold."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(weight.half().to(weight.dtype))
