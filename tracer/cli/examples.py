"""What stands below the options in each command's `--help`: examples, and what its exit status means."""

from __future__ import annotations

_FOUND = "0 found, 1 no match"
_DONE = "0 done"

_FIRST = (
    "tracer where Sequential.compile    (needs no index: the repository you are in, or the installed packages)",
    "tracer index ~/tensorflow --rev v2.1.0",
    "tracer callees Sequential.fit --depth 2",
)
_BELOW: dict[str, tuple[str, tuple[str, ...]]] = {
    "index": (
        _DONE,
        (
            "tracer index .",
            "tracer index ~/tensorflow --rev v2.1.0",
            "tracer index ~/tensorflow@v2.19.0 ~/keras@v3.9.0",
            "tracer index installed:tensorflow installed:keras",
            "tracer index ~/tensorflow --revs 'v2.*.0' --no-calls",
        ),
    ),
    "where": (
        "0 all found, 1 no match for some",
        (
            "tracer where Sequential.compile",
            "tracer where tf.nn.relu MatMul --at ~/tensorflow@v2.1.0",
            "tracer where tensorflow/python/keras/models.py:40 --open",
            "tracer where --stdin --json < names.txt",
        ),
    ),
    "search": (_FOUND, ("tracer search adamopt", "tracer search 'tf.image.*crop*' --limit 100")),
    "show": (_FOUND, ("tracer show Dense.call", "tracer show keras.layers.Dense --at keras@v3.9.0 | less -R")),
    "callers": (
        f"{_FOUND} for NAME",
        ("tracer callers array_ops.reshape --limit 0", "tracer callers Dense.call --min-confidence candidate"),
    ),
    "callees": (
        f"{_FOUND} for NAME",
        ("tracer callees Sequential.fit --depth 2", "tracer callees Dense.call --builtins --json"),
    ),
    "path": (
        "0 there is one, 1 no path or no match",
        ("tracer path Sequential.fit MatMul", "tracer path Model.fit Optimizer.apply_gradients --all 5"),
    ),
    "graph": (
        "0 written, 1 no match",
        (
            "tracer graph keras.layers.Dense --format html -o dense.html",
            "tracer graph path/to/any/python --format pycg",
            "tracer graph --include 'keras.src.layers.*' --format graphml -o layers.graphml",
        ),
    ),
    "api": (
        "0 listed or equal, 1 nothing to list or differences",
        ("tracer api --prefix tf.nn.", "tracer api --golden v2 -o golden", "tracer api --golden v1 --check"),
    ),
    "history": (
        "0 found, 1 in none of the versions",
        (
            "tracer history keras.Sequential",
            "tracer history keras.Sequential ~/tensorflow ~/keras",
            "tracer history tf.matmul --revs 'v1.*.0' --commits",
        ),
    ),
    "diff": (
        "0 compared, with changes or without",
        (
            "tracer diff v2.0.0 v2.1.0",
            "tracer diff ~/keras@v3.8.0 ~/keras@v3.9.0 --breaking",
            "tracer diff tensorflow@v2.0.0 tensorflow@v2.1.0 --prefix tf.nn --markdown",
        ),
    ),
    "explain": (
        "0 all found, 1 some are missing or there is none",
        ("tracer explain train.py", "tracer explain guide.ipynb --at tensorflow@v2.1.0 --missing"),
    ),
    "record": (
        "that of SCRIPT",
        (
            "tracer record --report fit.py --epochs 3    (what follows SCRIPT is the script's own)",
            "tracer record --report",
        ),
    ),
    "counterparts": (
        _FOUND,
        ("tracer counterparts keras.layers.Dense", "tracer counterparts --missing"),
    ),
    "tui": (_DONE, ("tracer tui", "tracer tui Sequential.fit", "tracer tui --web --port 9000")),
    "status": (_DONE, ("tracer status", "tracer status --at tensorflow@v2.1.0", "tracer status --names")),
    "cache": (_DONE, ("tracer cache dir", "tracer cache clean")),
    "completion": (
        _DONE,
        (
            'eval "$(tracer completion bash)"       in ~/.bashrc',
            'eval "$(tracer completion zsh)"        in ~/.zshrc, after compinit',
            "tracer completion fish | source        in ~/.config/fish/config.fish",
        ),
    ),
}


def epilog(command: str) -> str:
    """Examples of a command, and its exit status; of the whole program for ""."""
    if not command:
        more = "tracer COMMAND --help says more of each, with examples."
        return f"{_listed(_FIRST)}\n\n{more}\n\n{_status('0 found or done, 1 no match')}"
    status, examples = _BELOW[command]
    return f"{_listed(examples)}\n\n{_status(status)}"


def _listed(examples: tuple[str, ...]) -> str:
    return "\n".join(["examples:", *(f"  {example}" for example in examples)])


def _status(meaning: str) -> str:
    return f"exit status: {meaning}; 2 an error, 130 interrupted"
