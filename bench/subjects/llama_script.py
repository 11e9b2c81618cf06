"""Subject: a llama-cpp-python script, the same weights as GGUF, statistics in numpy.

It keeps the library's defaults, a float16 cache among them, so that its numbers agree less closely.
"""

from subject import Means, cannot_run, serve, task, windows

try:
    from llama_cpp import Llama
    from numpy_statistics import statistics
    from tokenizers import Tokenizer
except (ImportError, OSError, RuntimeError) as error:
    cannot_run(f"llama-cpp-python cannot be loaded here: {error}")

tokenizer = Tokenizer.from_file(f"{task['base']}/tokenizer.json")


def load(name):
    return Llama(
        f"{task['gguf']}/{name}.gguf",
        n_ctx=task["contextWindow"],
        n_threads=task["threads"],
        n_threads_batch=task["threads"],
        logits_all=True,
        verbose=False,
    )


try:
    base, tuned = load("base"), load("tuned")
except ValueError as error:
    cannot_run(str(error))


def logits_of(model, inputs):
    model.reset()
    model.eval(inputs)
    return model.scores[: len(inputs)]


def run(text):
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    prefix, means = task["prefix"], Means()
    for start, end, scored in windows(len(ids)):
        inputs = prefix + ids[start : end - 1]
        first = len(prefix) + scored - start - 1
        means.add(
            statistics(
                logits_of(base, inputs)[first:],
                logits_of(tuned, inputs)[first:],
                ids[scored:end],
                task["topK"],
                task["grids"],
            )
        )
    return len(ids), means.result()


serve(run, ["llama-cpp-python", "numpy"])
