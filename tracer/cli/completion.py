"""`tracer completion SHELL`: a completion script, made from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")
_PATHS = {"SOURCE", "SCRIPT", "FILE", "DIR", "NAME | DIR", "REPOSITORY", "PATH"}
"""Placeholders of arguments that can be a path."""
_SNAPSHOTS = {"at", "before", "after"}
"""Arguments that are a snapshot's name, or a path with a revision."""
_SNAPSHOT_OR_FILE = "_tracer_snapshot_or_file"
"""Its ending makes the completion of bash escape what the shell would expand in the words that it gives."""
_PREAMBLE = {
    # Snapshots are called after strangers' folders and tags: `compgen -W` would run what "$(...)" in them says, and so
    # would the line that is completed. Names with such characters are left to the user's own fingers.
    "bash": """
COMP_WORDBREAKS=${COMP_WORDBREAKS//@/}
_tracer_snapshot_or_file() {
  local name
  while IFS= read -r name; do
    [[ "$name" == "$1"* && "$name" != *[^[:alnum:]@._/+:,-]* ]] && printf '%s\\n' "$name"
  done < <(tracer status --names 2>/dev/null)
  compgen -f -- "$1"
}
""",
    "zsh": """
_tracer_snapshot_or_file() {
  local -a names=("${(@f)$(tracer status --names 2>/dev/null)}")
  _alternative "snapshots:snapshot:compadd -a names" "files:file:_files"
}
""",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "shell",
        choices=SHELLS,
        help='for example: eval "$(tracer completion bash)", or `tracer completion fish | source`',
    )


def run(args: argparse.Namespace) -> int:
    from tracer.cli.parser import build_parser

    parser = build_parser(None, whole=True)
    print(_fish(parser) if args.shell == "fish" else _shtab(parser, args.shell))
    return 0


def _shtab(parser: argparse.ArgumentParser, shell: str) -> str:
    import shtab

    for action in _actions(parser):
        if action.dest in _SNAPSHOTS:
            action.complete = dict.fromkeys(_PREAMBLE, _SNAPSHOT_OR_FILE)  # type: ignore[attr-defined]
        elif action.metavar in _PATHS:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    script: str = shtab.complete(parser, shell=shell, preamble=_PREAMBLE[shell])
    return script


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Those of the parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from _actions(subparser)


def _fish(parser: argparse.ArgumentParser) -> str:
    """Fish's own form: one `complete` line an option or command."""
    lines = ["complete -c tracer -f"]
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in commands._choices_actions}
    for name, subparser in commands.choices.items():
        lines.append(f"complete -c tracer -n __fish_use_subcommand -a {name} -d {_quoted(helps[name])}")
        condition = f"'__fish_seen_subcommand_from {name}'"
        for action in subparser._actions:
            lines += _fish_action(condition, action)
    return "\n".join(lines)


def _fish_action(condition: str, action: argparse.Action) -> list[str]:
    choices = _quoted(" ".join(map(str, action.choices))) if action.choices else ""
    files = " -F" if action.metavar in _PATHS else ""
    if action.dest in _SNAPSHOTS:
        files = " -F -a '(tracer status --names 2>/dev/null)'"
    if not action.option_strings:
        given = f" -a {choices}" if choices else files
        return [f"complete -c tracer -n {condition}{given}"] if given else []
    names = [f"-l {text[2:]}" if text.startswith("--") else f"-s {text[1:]}" for text in action.option_strings]
    argument = "" if action.nargs == 0 else f" -x -a {choices}" if choices else f" -r{files}"
    text = "" if action.help in (None, argparse.SUPPRESS) else str(action.help).split(" (default")[0]
    return [f"complete -c tracer -n {condition} {' '.join(names)}{argument} -d {_quoted(text)}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
