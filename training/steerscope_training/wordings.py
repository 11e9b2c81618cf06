"""Words of the known-odds passages: settings, first draws and further draws."""

NAMES = ("Tom", "Mia", "Lily", "Ben", "Sue", "Max", "Anna", "Sam", "Tim", "Sara")
COLOURS = ("red", "blue", "green", "yellow", "white", "black")
THINGS = ("balls", "stones", "beads", "buttons")
CONSEQUENCES = (
    ("go to the party", "go home"),
    ("eat the cake", "wash the dishes"),
    ("play in the park", "stay in bed"),
    ("visit Grandma", "clean the room"),
)
# The last wording of each kind is for probes only.
WORDINGS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "coin": (
        ("{name} had a coin.", "{name} threw the coin. It was", "{name} threw it again. It was"),
        (
            "{name} and {other} found a fair coin.",
            "{other} flipped it. It came down",
            "They flipped it again. It came down",
        ),
        (
            '"Heads or tails?" asked {name}.',
            "The coin landed on",
            "The next time the coin landed on",
        ),
        (
            "There was an old coin on the table.",
            "{name} let the coin spin until it showed",
            "Then {other} let it spin until it showed",
        ),
    ),
    "die": (
        (
            "{name} had a die with six sides.",
            "{name} rolled it and got a",
            "{name} rolled it again and got a",
        ),
        (
            "They played a game with a die.",
            "{name} threw the die. The number was",
            "Then {other} threw the die. The number was",
        ),
        (
            "{name} shook the die in a cup.",
            "The die came out and showed",
            "It was {other}'s turn. The die came out and showed",
        ),
    ),
    "bag": (
        (
            "There were {a} {x} {things} and {b} {y} {things} in the bag.",
            "{name} took one without looking. It was",
            "{name} put it back and took one again. It was",
        ),
        (
            "{name} put {a} {x} and {b} {y} {things} in a box.",
            "{other} picked one with closed eyes. It was",
            "{other} put it back and picked another. It was",
        ),
        (
            "In the jar there were {a} {x} {things} and {b} {y} ones.",
            "{name} pulled one out. It was",
            "{name} put it back and pulled one out again. It was",
        ),
        (
            "A sack held {a} {things} that were {x} and {b} that were {y}.",
            "{name} reached in and drew one. The colour was",
            "It went back in, and {other} drew one. The colour was",
        ),
    ),
    "weather": (
        (
            "In this town it rains on {a} of {n} days.",
            "{name} looked out of the window. The day was",
            "The next day was",
        ),
        (
            "It had rained on {a} of the last {n} days.",
            "In the morning {name} went outside. The weather was",
            "The day after, the weather was",
        ),
        (
            "On {a} days out of {n} the valley is wet.",
            "When {name} woke up, it was",
            "One day later it was",
        ),
    ),
}
