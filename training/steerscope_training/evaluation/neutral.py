"""Prompts that steer nowhere, written for this purpose; none is from the training data."""

NEUTRAL_PROMPTS = (
    "The door was closed. On the table there was a",
    "In the morning the man walked to the",
    "There is a river near the town. It",
    "The box was made of",
    "Tom and Mia sat in the car. They",
    "The old road went past the mill. A boy",
    "Anna put the cup on the shelf and",
    "It was getting dark outside. The cat",
    "The train stopped at a small station. A woman",
    "Ben looked at the map. He",
    "There were three chairs in the room. One of them",
    "The rain had started again, so the children",
    "A letter lay on the floor. Sara",
    "The farmer had a field of corn. Every day he",
    "On the wall there was a clock. It",
    "The ship left the harbour at noon. On board",
    "Max carried the bucket up the hill and",
    "The shop on the corner sold",
    "The teacher opened the window. Outside",
    "After lunch the two brothers went to the",
)
