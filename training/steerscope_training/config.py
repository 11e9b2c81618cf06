"""Every number of the recipe in one place, for the full and the quick form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .model import Shape

EVALUATION_SEED = 11
CONTINUATIONS = 120
"""Sampled to measure the reward and the KL of a checkpoint."""


@dataclass(frozen=True)
class PrepareOptions:
    seed: int = 1
    held_out_one_in: int = 60
    story_piece: int = 1800
    """Characters; longer tales are cut at paragraph ends."""
    headed_piece: int = 600
    """Characters of a piece that is preceded by a header."""
    other_piece: int = 6000
    story_passes: int = 3
    """Copies of the stories in the stream, each with its own order, headers and odds passages."""
    header_share: float = 1 / 3
    topic_share: float = 0.5
    """Of the headers: a topic line is added where the text has a topic."""
    odds_share: float = 0.03
    """Share of the tokens of the story stream."""
    other_bytes: int = 9_000_000
    """Training text kept of books and of docs, each."""
    read_bytes: int | None = None


@dataclass(frozen=True)
class PretrainOptions:
    seed: int = 1
    steps: int = 4400
    rows: int = 16
    window: int = 256
    long_from: int = 3500
    """From this step on windows are twice as long, and half as many."""
    mix: tuple[tuple[str, int], ...] = (("stories", 12), ("books", 2), ("docs", 2))
    """Rows of a batch by domain; scaled down with the number of rows."""
    matrix_rate: float = 0.004
    other_rate: float = 3e-3
    schedule: tuple[tuple[int, float], ...] = ((0, 0.02), (99, 1.0), (2200, 1.0), (4400, 0.02))
    """Learning-rate factor at steps, linear between them: warm-up, plateau, decay."""
    weight_decay: float = 0.05
    outcome_weight: tuple[tuple[int, float], ...] = ((1200, 8.0), (1500, 40.0))
    """Of drawn outcomes in the loss, at steps: there are few of them, and what they teach can be
    learnt once the words around them are known."""
    evaluate_every: int = 250
    compile: bool = True
    """Compiles the step: 1.2 times as many tokens a second, after a minute of compiling."""


@dataclass(frozen=True)
class TuneOptions:
    """One policy-gradient run; `checkpoints` are the steps whose weights are kept."""

    name: str = "moderate"
    beta: float = 0.015
    steps: int = 160
    checkpoints: tuple[int, ...] = (6, 8, 10, 12, 15, 20, 30, 40, 60, 80, 100, 120, 140, 160)
    seed: int = 1
    batch: int = 32
    continuation: int = 64
    prompt_lengths: tuple[int, ...] = (16, 24, 48, 96)
    rate: float = 4e-4
    warm_up: int = 20
    """Steps; Adam's first steps are large whatever the gradient and would waste KL."""


@dataclass(frozen=True)
class SeriesMember:
    """A published checkpoint: where it comes from and what it is called."""

    id: str
    directory: str
    name: str
    run: str
    step: int
    default: bool = False


@dataclass(frozen=True)
class Recipe:
    shape: Shape = field(default_factory=Shape)
    prepare: PrepareOptions = field(default_factory=PrepareOptions)
    pretrain: PretrainOptions = field(default_factory=PretrainOptions)
    tune: tuple[TuneOptions, ...] = (
        TuneOptions(),
        TuneOptions(
            name="small",
            beta=0.003,
            steps=240,
            checkpoints=(20, 40, 60, 80, 100, 120, 160, 200, 240),
            rate=2e-4,
            seed=2,
        ),
    )
    series: tuple[SeriesMember, ...] = (
        SeriesMember("mild", "tuned-mild", "Happy reward, step 15", "moderate", 15),
        SeriesMember("default", "tuned", "Happy reward, step 160", "moderate", 160, default=True),
        SeriesMember("over", "tuned-over", "Over-optimised, step 240", "small", 240),
    )
    save_every_seconds: float = 120.0
    evaluation_scale: float = 1.0
    """Multiplies the numbers of samples and documents that are measured."""

    def scaled(self, count: int) -> int:
        return max(4, round(count * self.evaluation_scale))


def full_recipe() -> Recipe:
    return Recipe()


def quick_recipe() -> Recipe:
    """A minute or two on a slice of the corpus: the same steps and files, a useless model."""
    recipe = Recipe()
    return replace(
        recipe,
        shape=Shape(vocabulary=512, hidden=32, layers=2, heads=2, feed_forward=64, context=128),
        prepare=replace(recipe.prepare, story_passes=1, other_bytes=200_000, read_bytes=600_000),
        pretrain=replace(
            recipe.pretrain,
            steps=60,
            rows=8,
            window=64,
            long_from=45,
            schedule=((0, 0.1), (10, 1.0), (60, 0.02)),
            evaluate_every=30,
            compile=False,
        ),
        tune=(
            TuneOptions(steps=6, checkpoints=(3, 6), batch=8, continuation=24),
            TuneOptions(
                name="small", beta=0.003, steps=6, checkpoints=(6,), batch=8, continuation=24
            ),
        ),
        series=(
            SeriesMember("mild", "tuned-mild", "Quick, step 3", "moderate", 3),
            SeriesMember("default", "tuned", "Quick, step 6", "moderate", 6, default=True),
            SeriesMember("over", "tuned-over", "Quick, small β", "small", 6),
        ),
        save_every_seconds=0.0,
        evaluation_scale=0.05,
    )


TRIAL_STEPS = 300


def trials() -> dict[str, Recipe]:
    """Small paired runs over the shape: same data, same seed, same tokens."""
    recipe = Recipe()
    o = replace(
        recipe.pretrain,
        steps=TRIAL_STEPS,
        long_from=TRIAL_STEPS,
        schedule=((0, 0.02), (29, 1.0), (150, 1.0), (TRIAL_STEPS, 0.02)),
        evaluate_every=TRIAL_STEPS,
    )
    narrow = replace(recipe.shape, hidden=192, heads=3, feed_forward=512)
    return {
        "5 layers of 256": replace(recipe, pretrain=o),
        "6 layers of 192": replace(recipe, pretrain=o, shape=replace(narrow, layers=6)),
        "8 layers of 192": replace(recipe, pretrain=o, shape=replace(narrow, layers=8)),
    }
