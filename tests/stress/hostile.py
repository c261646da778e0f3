"""A repository in which everything that could run something, or lead out of it, tries to."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.tracer.repositories import ENVIRONMENT, commit, git, write

SCRIPT = "</script><script>alert(1)</script>"
ESCAPES = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp\u2066"
"""A window title, a colour, a C1 control, and what turns the order of letters round."""

CONFIGURATION = {
    "core.fsmonitor": "{trip}",
    "core.hooksPath": "{hooks}",
    "core.sshCommand": "{trip}",
    "core.gitProxy": "{trip}",
    "core.pager": "{trip}",
    "core.editor": "{trip}",
    "core.askPass": "{trip}",
    "core.alternateRefsCommand": "{trip}",
    "core.attributesFile": "{attributes}",
    "credential.helper": "!{trip}",
    "diff.external": "{trip}",
    "diff.evil.textconv": "{trip}",
    "diff.evil.command": "{trip}",
    "filter.evil.clean": "{trip}",
    "filter.evil.smudge": "{trip}",
    "filter.evil.process": "{trip}",
    "filter.evil.required": "true",
    "merge.evil.driver": "{trip}",
    "gpg.program": "{trip}",
    "gpg.openpgp.program": "{trip}",
    "gpg.ssh.program": "{trip}",
    "gpg.ssh.allowedSignersFile": "{attributes}",
    "gpg.ssh.defaultKeyCommand": "{trip}",
    "gpg.x509.program": "{trip}",
    "color.ui": "always",
    "color.grep": "always",
    "log.showSignature": "true",
    "interactive.diffFilter": "{trip}",
    "sequence.editor": "{trip}",
    "uploadpack.packObjectsHook": "{trip}",
    "remote.origin.url": "ext::{trip}",
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "remote.origin.uploadpack": "{trip}",
    "remote.origin.vcs": "ext",
    "extensions.partialClone": "origin",
    "protocol.ext.allow": "always",
    "protocol.allow": "always",
    "include.path": "{included}",
    "core.excludesFile": "{attributes}",
    "core.worktree": "{hooks}",
    "extensions.worktreeConfig": "true",
    "gc.recentObjectsHook": "{trip}",
    "gc.auto": "1",
    "trailer.evil.command": "{trip}",
    "trailer.evil.cmd": "{trip}",
    "tar.evil.command": "{trip}",
    "remote.origin.receivepack": "{trip}",
    "submodule.recurse": "true",
    "submodule.sub.update": "!{trip}",
    "submodule.sub.url": "ext::{trip}",
    "alias.ls-tree": "!{trip}",
    "alias.cat-file": "!{trip}",
    "alias.log": "!{trip}",
}
HOOKS = [
    *("post-checkout", "pre-commit", "post-index-change", "reference-transaction", "fsmonitor-watchman"),
    *("query-watchman", "post-rewrite", "pre-auto-gc", "proc-receive", "post-merge"),
]
IMPORTED = [
    *("setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "noxfile.py", "pkg/plugin.py"),
    *("tests/conftest.py", "docs/conf.py", "tracer/__init__.py", "msgspec/__init__.py"),
    *("pickle.py", "struct.py", "multiprocessing/__init__.py", "runpy.py"),
]
"""Python files that some tool would run or import, also from the directory that one stands in."""


@dataclass(frozen=True)
class Hostile:
    folder: Path
    touched: Path
    """The folder that every attack writes a file into."""
    secret: Path
    """A file outside of the repository that links and paths lead to."""

    def attacks_that_ran(self) -> list[str]:
        return sorted(path.name for path in self.touched.iterdir())


def hostile_repository(folder: Path) -> Hostile:
    """Make the repository `folder`/repo, with the tags v1 and v2, and a dirty work tree."""
    repository, touched, outside = folder / "repo", folder / "touched", folder / "outside"
    touched.mkdir(parents=True)
    secret = outside / "secret.py"
    write(outside, {"secret.py": "class OutsideSecret:\n    pass\n"})
    commit(repository, _files(touched), tag="v1")
    write(repository, {"pkg/layers.py": _LAYERS.replace("return other", "return other, x")})
    (repository / "pkg/link.py").symlink_to(secret)
    (repository / "pkg/inner").symlink_to(outside)
    (repository / "pkg/device.py").symlink_to("/dev/zero")
    (repository / "pkg/loop").symlink_to("loop")
    commit(repository, {}, tag="v2")
    _submodule(repository, touched)
    _paths_that_leave(repository)
    configure(repository, folder, touched)
    write(repository, {"pkg/dirty.py": "class Dirty:\n    pass\n"})
    return Hostile(repository, touched, secret)


def _files(touched: Path) -> dict[str, str | bytes]:
    imported = {path: f"open({str(touched / path.replace('/', '_'))!r}, 'w')\n" for path in IMPORTED}
    return {
        **imported,
        "pkg/__init__.py": "from pkg.layers import Layer, helper\n__all__ = ['Layer', 'helper']\n",
        "pkg/layers.py": _LAYERS,
        f"pkg/odd{ESCAPES}.py": "class OddPath:\n    pass\n",
        "pkg/<img src=x onerror=alert(1)>.py": "def marked_up():\n    return marked_up()\n",
        "pkg/-rf.py": "class Dashed:\n    pass\n",
        "pkg/con.py": "class Console:\n    pass\n",
        ".gitattributes": "* filter=evil diff=evil merge=evil ident\n",
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'setup'\nbackend-path = ['.']\n",
        "script.py": "import pkg\nlayer = pkg.Layer()\nlayer.call(1)\n",
    }


_LAYERS = f'''"""[bold]Module[/bold] [@click=app.quit]quit[/] {SCRIPT} {ESCAPES}"""


class Layer:
    """{SCRIPT} [link=javascript:alert(1)]x[/link] {ESCAPES}"""

    def call(self, x="{SCRIPT}", y="{ESCAPES}"):
        other = helper(x)  # {ESCAPES}
        return other


def helper(x):
    """{SCRIPT}"""
    return {{"{SCRIPT}": x}}
'''


def _submodule(repository: Path, touched: Path) -> None:
    other = repository.with_name("other")
    sha = commit(other, {"sub.py": "class InSubmodule:\n    pass\n"})
    write(repository, {".gitmodules": f'[submodule "sub"]\n\tpath = sub\n\turl = ext::sh -c "touch {touched}/sub"\n'})
    write(repository, {"sub/sub.py": "class InSubmodule:\n    pass\n"})
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{sha},sub")


def _paths_that_leave(repository: Path) -> None:
    """A commit, tagged v3, whose tree has entries that no checkout would make; signed, as are its twins v4 and v5."""
    blob = git(repository, "hash-object", "-w", "pkg/-rf.py")
    inner = _tree(repository, f"100644 blob {blob}\tpasswd.py\n")
    tree = git(repository, "ls-tree", "v1") + f"\n040000 tree {inner}\t..\n040000 tree {inner}\t.git\n"
    sha = git(repository, "commit-tree", _tree(repository, tree), "-m", "paths")
    for tag, kind in {"v3": "PGP SIGNATURE", "v4": "SSH SIGNATURE", "v5": "SIGNED MESSAGE"}.items():
        git(repository, "tag", tag, _forged(repository, sha, kind))


def _forged(repository: Path, sha: str, kind: str) -> str:
    """The commit `sha` with a signature, for which git would ask gpg.program, gpg.ssh.program or gpg.x509.program."""
    head, _, message = git(repository, "cat-file", "commit", sha).partition("\n\n")
    text = f"{head}\ngpgsig -----BEGIN {kind}-----\n \n AAAA\n -----END {kind}-----\n\n{message}\n"
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    done = subprocess.run(
        command, cwd=repository, input=text.encode(), env=ENVIRONMENT, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def _tree(repository: Path, text: str) -> str:
    """Write a tree object by hand: `git mktree` is as careful as it should be only about some names."""
    entries = sorted(line.split("\t") for line in text.splitlines() if line)
    raw = b"".join(
        f"{head.split()[0].lstrip('0')} {name}".encode() + b"\0" + bytes.fromhex(head.split()[2])
        for head, name in sorted(entries, key=lambda e: e[1] + ("/" if " tree " in e[0] else ""))
        if not name.startswith('"')
    )
    return _written(repository, "tree", raw)


def _written(repository: Path, kind: str, content: bytes) -> str:
    command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    done = subprocess.run(command, cwd=repository, input=content, env=ENVIRONMENT, capture_output=True, check=True)
    return done.stdout.decode().strip()


def configure(repository: Path, folder: Path, touched: Path) -> None:
    """Settings, attributes and hooks of a repository that would each leave a file in the folder `touched`."""
    hooks = folder / "hooks"
    write(repository, {".git/info/attributes": "* filter=evil diff=evil working-tree-encoding=UTF-16\n"})
    attributes = folder / "attributes"
    write(folder, {"attributes": "* filter=evil diff=evil\n"})
    included = _included(folder, touched)
    write(repository, {".git/config.worktree": included.read_text()})
    for number, (key, value) in enumerate(CONFIGURATION.items()):
        trip = _trip(folder / f"trip{number}", touched / key.replace("/", "_"))
        text = value.format(trip=trip, hooks=hooks, attributes=attributes, included=included)
        git(repository, "config", "--file", str(repository / ".git/config"), key, text)
    for hook in HOOKS:
        _trip(hooks / hook, touched / f"hook-{hook}")
        _trip(repository / ".git/hooks" / hook, touched / f"hook-{hook}")


def _included(folder: Path, touched: Path) -> Path:
    """A file of settings that the repository's own settings name."""
    trip = _trip(folder / "included-trip", touched / "included")
    write(folder, {"included": f"[core]\n\tfsmonitor = {trip}\n\tsshCommand = {trip}\n[diff]\n\texternal = {trip}\n"})
    return folder / "included"


def variables(folder: Path, touched: Path) -> dict[str, str]:
    """An environment in which git would start programs, and look elsewhere."""
    trip = str(_trip(folder / "environment-trip", touched / "environment"))
    names = (
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_PAGER",
        "GIT_EDITOR",
        "GIT_ASKPASS",
        "GIT_PROXY_COMMAND",
    )
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": trip}
    return {**dict.fromkeys(names, trip), **settings, "GIT_DIR": str(folder), "GIT_WORK_TREE": "/", "PAGER": trip}


def _trip(script: Path, touched: Path) -> Path:
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ntouch '{touched}'\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def redirected(folder: Path, target: Path) -> Path:
    """A work tree whose `.git` is a file that points to the git directory of `target`."""
    write(folder, {".git": f"gitdir: {target / '.git'}\n", "mine.py": "class Mine:\n    pass\n"})
    return folder


def harmful(text: str) -> str:
    """The first piece of `text` with a character that moves a cursor or turns round the order of letters."""
    found = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    return text[max(0, found.start() - 60) : found.end() + 20] if found else ""


def environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "TRACER_CACHE_DIR": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
