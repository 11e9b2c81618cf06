"""Trains the bundled pair of Steerscope: a small story model and RL-tuned checkpoints of it."""

__version__ = "1.0.0"
