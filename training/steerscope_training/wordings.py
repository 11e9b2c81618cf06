"""Words of the known-odds passages: settings, draws, further draws.

Settings and draws are combined freely, so that a kind has dozens of wordings. Those in
`HELD_OUT` never occur in training.
"""

from __future__ import annotations

from dataclasses import dataclass

NAMES = (
    "Tom", "Mia", "Lily", "Ben", "Sue", "Max", "Anna", "Sam", "Tim", "Sara",
    "Lucy", "Jack", "Amy", "Leo", "Grace", "Fred",
)  # fmt: skip
COLOURS = ("red", "blue", "green", "yellow", "white", "black")
THINGS = ("balls", "stones", "beads", "buttons", "blocks", "marbles")
PLACES = ("box", "bag", "jar", "basket", "bowl", "sack")
CONSEQUENCES = (
    ("go to the party", "go home"),
    ("eat the cake", "wash the dishes"),
    ("play in the park", "stay in bed"),
    ("visit Grandma", "clean the room"),
    ("win a prize", "lose the game"),
    ("sing a song", "sit in the corner"),
)


@dataclass(frozen=True)
class Wordings:
    """A draw is (first, further): what comes before the first outcome and before later ones."""

    settings: tuple[str, ...]
    draws: tuple[tuple[str, str], ...]


TRAINING: dict[str, Wordings] = {
    "coin": Wordings(
        (
            "{name} had a coin.",
            "{name} and {other} found a fair coin.",
            '"Heads or tails?" asked {name}.',
            "There was an old coin on the table.",
            "{name} took a coin out of a pocket.",
            "They wanted to play, so {name} got a coin.",
            "{other} gave {name} a shiny coin.",
            '"Let us use a coin," said {name}.',
        ),
        (
            ("{name} threw the coin. It was", "{name} threw it again. It was"),
            ("{other} flipped it. It came down", "{other} flipped it again. It came down"),
            ("The coin landed on", "The next time the coin landed on"),
            ("{name} let the coin spin. It showed", "{other} let it spin again. It showed"),
            ("{name} tossed the coin and got", "{other} tossed it and got"),
            ("The coin flew up and came down. It was", "They did it once more. It was"),
        ),
    ),
    "die": Wordings(
        (
            "{name} had a die with six sides.",
            "They played a game with a die.",
            "{name} shook a die in a cup.",
            "{name} and {other} had a board game and one die.",
            "{other} gave {name} a white die.",
            '"Throw the die," said {other}.',
            "It was time to roll the die.",
        ),
        (
            ("{name} rolled it and got a", "{name} rolled it again and got a"),
            ("{name} threw the die. The number was", "{other} threw the die. The number was"),
            ("The die came out and showed a", "The next time the die showed a"),
            ("{name} rolled the die. It was a", "{other} rolled the die. It was a"),
            ("The die stopped at", "After that the die stopped at"),
            ("{other} threw it. It showed a", "{name} threw it. It showed a"),
        ),
    ),
    "bag": Wordings(
        (
            "There were {a} {x} {things} and {b} {y} {things} in the {place}.",
            "{name} put {a} {x} {things} and {b} {y} {things} in a {place}.",
            "In the {place} there were {a} {x} {things} and {b} {y} ones.",
            "{name} had a {place} with {a} {x} and {b} {y} {things} in it.",
            "The {place} held {a} {x} {things} and {b} {y} {things}.",
            "Mom filled a {place} with {a} {x} {things} and {b} {y} ones.",
            "A {place} stood on the table. In it were {a} {x} {things} and {b} {y} {things}.",
            '"I have {a} {x} {things} and {b} {y} {things} in my {place}," said {name}.',
            "{name} counted the {things} in the {place}. There were {a} {x} ones and {b} {y} ones.",
            "{name} and {other} found a {place} with {a} {x} {things} and {b} {y} {things}.",
        ),
        (
            (
                "{name} took one without looking. It was",
                "{name} put it back and took one again. It was",
            ),
            (
                "{other} picked one with closed eyes. It was",
                "{other} put it back and picked another. It was",
            ),
            ("{name} pulled one out. It was", "It went back in, and {name} pulled one out. It was"),
            (
                "{name} reached in and drew one. The color was",
                "It went back in, and {other} drew one. The color was",
            ),
            (
                "{other} took out one of the {things}. It was",
                "{other} put it back and took out one again. It was",
            ),
            (
                "One of the {things} fell out. It was",
                "They put it back, and one fell out again. It was",
            ),
            (
                "{name} shook the {place} and took one. It was",
                "{name} put it back, shook the {place} and took one. It was",
            ),
        ),
    ),
    "weather": Wordings(
        (
            "In this town it rains on {a} of {n} days.",
            "It had rained on {a} of the last {n} days.",
            "On {a} days out of {n} the valley is wet.",
            "{name} knew that {a} of {n} days were wet here.",
            "It was a place where {a} days out of {n} are wet.",
            "{name} counted the days. Of {n} days, {a} were wet.",
            '"Here it rains on {a} of {n} days," said {other}.',
        ),
        (
            ("{name} looked out of the window. The day was", "The next day was"),
            ("In the morning {name} went outside. The weather was", "The day after, it was"),
            ("When {name} woke up, it was", "One day later it was"),
            ("{other} opened the door. It was", "The day after, it was"),
            ("The new day came. It was", "Then another day came. It was"),
            ("{name} and {other} went for a walk. The day was", "The next day was"),
        ),
    ),
}
HELD_OUT: dict[str, Wordings] = {
    "coin": Wordings(
        ("{name} found a coin in the grass.", '"We need a coin," said {other}. {name} had one.'),
        (("{other} threw it up high. It was", ""), ("{name} flipped the coin. It landed on", "")),
    ),
    "die": Wordings(
        ("{name} and {other} sat down with a die.", "There was a red die in the box."),
        (("{other} rolled the die and got a", ""), ("{name} let it roll. The number was", "")),
    ),
    "bag": Wordings(
        (
            "Inside the {place} were {a} {x} {things} and {b} {y} {things}.",
            "Grandma gave {name} a {place} with {a} {x} {things} and {b} {y} ones.",
        ),
        (
            ("{other} reached in and took one of the {things}. It was", ""),
            ("{name} closed both eyes and pulled one out. The color was", ""),
        ),
    ),
    "weather": Wordings(
        (
            "Near the sea it rains on {a} of {n} days.",
            "{other} said that {a} days out of {n} were wet.",
        ),
        (("{name} got up and looked outside. It was", ""), ("The sun came up. The day was", "")),
    ),
}
