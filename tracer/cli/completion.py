"""`tracer completion SHELL`: a completion script, made from the parser itself."""

from __future__ import annotations

import argparse

SHELLS = ("bash", "zsh", "fish")


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

    script: str = shtab.complete(parser, shell=shell)
    return script


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
    if not action.option_strings:
        return [f"complete -c tracer -n {condition} -a {choices}"] if choices else []
    names = [f"-l {text[2:]}" if text.startswith("--") else f"-s {text[1:]}" for text in action.option_strings]
    argument = "" if action.nargs == 0 else f" -x -a {choices}" if choices else " -r"
    text = "" if action.help in (None, argparse.SUPPRESS) else str(action.help).split(" (default")[0]
    return [f"complete -c tracer -n {condition} {' '.join(names)}{argument} -d {_quoted(text)}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
