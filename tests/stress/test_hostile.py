"""Every command on a repository that carries each attack: the tripwires stay untouched, and the output is harmless."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.stress.hostile import SCRIPT, Hostile, environment, harmful, hostile_repository, redirected, variables
from tests.tracer.repositories import git, write

REPOSITORY = Path(__file__).parents[2]
_LINK = re.compile("\x1b]8;;[!-~]*\x1b\\\\")
"""A hyperlink of the tool's own, whose target is percent-encoded."""


class Tool:
    """The tool, started in the hostile repository as its entry point starts it, by a script that lies elsewhere: what
    lies in the repository must not be imported in place of its own modules."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.cache = cache
        self.folder = folder
        self.script = cache.with_name("bin") / "tracer"
        write(self.script.parent, {"tracer": "import sys\nfrom tracer.cli import main\nsys.exit(main())\n"})
        self.environment = {**environment(cache), "PYTHONPATH": str(REPOSITORY)}

    def __call__(self, *arguments: str, status: int | tuple[int, ...] = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([sys.executable, str(self.script), *arguments], capture_output=True, text=True,
                              check=False, env=self.environment, cwd=self.folder, timeout=300)  # fmt: skip
        assert "Traceback" not in done.stderr
        assert "internal error" not in done.stderr
        assert done.returncode in ((status,) if isinstance(status, int) else status), done.stderr
        for text in (done.stdout, done.stderr):
            found = "" if "html" in arguments else harmful(_LINK.sub("", text))
            assert not found, ascii(found)
        return done


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    found = hostile_repository(tmp_path_factory.mktemp("hostile"))
    yield found
    assert found.attacks_that_ran() == []


@pytest.fixture(scope="module")
def tool(hostile: Hostile, tmp_path_factory: pytest.TempPathFactory) -> Tool:
    """With the repository indexed, as it lies on disk and at its tags."""
    tool = Tool(tmp_path_factory.mktemp("cache"), hostile.folder)
    tool("index", str(hostile.folder), "--as", "disk", "--tests", "--jobs", "1", "--progress", "none")
    for tag in ("v1", "v2", "v3"):
        tool("index", f"{hostile.folder}@{tag}", "--as", tag, "--jobs", "1", "--progress", "none")
    return tool


_ALL_CHILDREN = """
import subprocess, threading
from tracer.children import python_command
from tracer.extract.batch import extract_batch
from tracer.extract.pool import Job, extract_all

if __name__ == "__main__":
    for module in ("tracer", "reference_impl"):
        subprocess.run(python_command(module, "--help"), check=True, stdout=subprocess.DEVNULL)
    done, = extract_batch([("key", "python", b"x = 1")])
    assert not done.problems
    threading.Thread(target=threading.Event().wait, daemon=True).start()  # so that workers are spawned, not forked
    done, = extract_all([Job("key", "python", 5, lambda: b"x = 1")], 1)
    assert not done.problems
"""


def test_no_child_imports_what_lies_in_the_current_folder(tool: Tool, hostile: Hostile) -> None:
    write(tool.script.parent, {"children.py": _ALL_CHILDREN})
    command = [sys.executable, str(tool.script.with_name("children.py"))]
    subprocess.run(command, cwd=hostile.folder, env=tool.environment, check=True, timeout=120)
    assert hostile.attacks_that_ran() == []


def test_the_module_started_by_python_imports_nothing_there(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    write(tmp_path, {"msgspec.py": f"open({str(hostile.touched / 'cwd')!r}, 'w')\n"})
    command = [sys.executable, "-m", "tracer", "index", "--progress", "none", "--jobs", "1", "."]
    subprocess.run(command, cwd=tmp_path, env=tool.environment, check=True, timeout=120, capture_output=True)
    assert hostile.attacks_that_ran() == []


COMMANDS = [
    ("where", "Layer", "pkg.helper", "OddPath", "Dashed", "Console"),
    ("where", "Layer", "--links"),
    ("show", "Layer"),
    ("show", "pkg.layers"),
    ("search", "e"),
    ("callers", "helper"),
    ("callees", "Layer.call"),
    ("path", "Layer.call", "helper"),
    ("graph", "--format", "dot"),
    ("graph", "--format", "mermaid"),
    ("graph", "--format", "graphml"),
    ("graph", "--format", "pycg"),
    ("explain", "script.py"),
    ("status",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command))
@pytest.mark.parametrize("snapshot", ["disk", pytest.param("v2", marks=pytest.mark.stress)])
def test_no_command_runs_anything(tool: Tool, hostile: Hostile, command: tuple[str, ...], snapshot: str) -> None:
    assert tool(*command, "--at", snapshot, status=(0, 1)).stdout
    assert hostile.attacks_that_ran() == []


@pytest.mark.parametrize(
    "command",
    [("history", "pkg.helper", "--revs", "v*"), ("history", "pkg.Layer", "--revs", "v*", "--commits"),
     *(("history", "pkg.Layer", "--revs", tag, "--commits") for tag in ("v3", "v4", "v5")),
     ("diff", "v1", "v2"), ("diff", "v1", "v2", "--markdown"), ("status", "--json"), ("counterparts",)],
    ids=" ".join,
)  # fmt: skip
def test_no_command_over_revisions_runs_anything(tool: Tool, hostile: Hostile, command: tuple[str, ...]) -> None:
    arguments = [*command[:2], str(hostile.folder), *command[2:]] if command[0] == "history" else command
    tool(*arguments, status=(0, 1))
    assert hostile.attacks_that_ran() == []


@pytest.mark.parametrize(
    "command", [("where", "Layer", "OddPath"), ("show", "Layer"), ("search", "e"), ("callers", "helper"),
                ("callees", "Layer.call"), ("path", "Layer.call", "helper"), ("explain", "script.py"), ("status",),
                ("graph", "--format", "json")],
    ids=" ".join,
)  # fmt: skip
def test_json_is_json(tool: Tool, command: tuple[str, ...]) -> None:
    options = ("--json",) if command[0] != "graph" else ()
    answers = [json.loads(line) for line in tool(*command, *options, "--at", "disk", status=(0, 1)).stdout.splitlines()]
    assert answers
    assert all(isinstance(answer, dict) for answer in answers)


def test_nothing_outside_is_read(tool: Tool, hostile: Hostile) -> None:
    for name in ("OutsideSecret", "InSubmodule", "passwd"):
        for snapshot in ("disk", "v2", "v3"):
            answer = json.loads(tool("where", name, "--json", "--at", snapshot, status=1).stdout)
            assert answer["matches"] == []
    report = json.loads(tool("status", "--json").stdout)
    skipped = {s["name"]: str(s) for s in report["snapshots"]}
    assert "symbolic link" in skipped["disk"]
    assert "submodule, not followed" in skipped["disk"]
    assert "path leaves the repository" in skipped["v3"]


def test_a_path_in_the_store_cannot_lead_out(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    """Between indexing and showing, a file becomes a link to one outside, and a folder too."""
    import os
    import shutil

    folder = tmp_path / "copy"
    for path in ("a.py", "inner/b.py"):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("class First:\n    pass\n" if path == "a.py" else "class Second:\n    pass\n")
    tool("index", str(folder), "--as", "copy", "--jobs", "1", "--progress", "none")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.py").write_text("class Second:\n    password = 1\n")
    (folder / "a.py").unlink()
    (folder / "a.py").symlink_to(outside / "b.py")
    shutil.rmtree(folder / "inner")
    os.symlink(outside, folder / "inner")
    for name in ("First", "Second"):
        assert "password" not in tool("show", name, "--at", "copy", status=2).stdout
        tool("where", name, "--at", "copy")


def test_a_git_file_that_points_elsewhere(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    folder = redirected(tmp_path / "redirected", hostile.folder)
    tool("index", str(folder), "--as", "redirected", "--jobs", "1", "--progress", "none")
    tool("where", "Mine", "--at", "redirected")
    assert hostile.attacks_that_ran() == []


def test_an_environment_that_redirects_git(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    bent = Tool(tool.cache, tool.folder)
    bent.environment |= variables(tmp_path, hostile.touched)
    bent("index", f"{hostile.folder}@v1", "--as", "bent", "--jobs", "1", "--progress", "none")
    assert json.loads(bent("where", "Layer", "--json", "--at", "bent").stdout)["matches"]
    bent("history", "pkg.Layer", str(hostile.folder), "--revs", "v*", "--commits")
    assert hostile.attacks_that_ran() == []


def test_a_git_directory_that_is_a_link(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    write(folder, {"mine.py": "class Mine:\n    pass\n"})
    (folder / ".git").symlink_to(hostile.folder / ".git")
    tool("index", str(folder), "--as", "linked", "--jobs", "1", "--progress", "none")
    tool("where", "Mine", "--at", "linked")
    assert hostile.attacks_that_ran() == []


@pytest.mark.parametrize(
    "url",
    ["ext::sh -c x", "--upload-pack=x", "-oProxyCommand=x", "ssh://-oProxyCommand=x/y", "fd::17", "http://h/x", "ftp://h/x",
     "javascript://x", "-x@host:path", "git@-oProxyCommand=x:y", "file::/x", "https://h/x\n--upload-pack=y"],
)  # fmt: skip
def test_urls_that_are_refused(tool: Tool, url: str) -> None:
    done = tool("index", "--", url, status=2)
    assert len(done.stderr.splitlines()) == 1


def test_a_clone_of_a_hostile_repository(tool: Tool, hostile: Hostile) -> None:
    tool("index", f"file://{hostile.folder}", "--as", "clone", "--jobs", "1", "--progress", "none")
    assert json.loads(tool("where", "Layer", "--json", "--at", "clone").stdout)["matches"]
    assert hostile.attacks_that_ran() == []


def test_missing_objects_of_a_promisor_are_not_fetched(tool: Tool, hostile: Hostile, tmp_path: Path) -> None:
    partial = tmp_path / "partial"
    git(hostile.folder, "-c", "uploadpack.allowFilter=true", "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", f"file://{hostile.folder}", str(partial))
    git(partial, "config", "remote.origin.url", f"ext::sh -c 'touch {hostile.touched}/promisor'")
    git(partial, "config", "protocol.ext.allow", "always")
    done = tool("index", str(partial), "--as", "partial", "--jobs", "1", "--progress", "none", status=2)
    assert "missing in a partial clone" in done.stderr
    assert hostile.attacks_that_ran() == []


# ------------------------------------------------------------------------------------------------- HTML


class Elements(HTMLParser):
    """What a browser would see: the elements with their attributes, and the text of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)


def test_the_html_page_runs_no_script_of_the_source(tool: Tool) -> None:
    page = tool("graph", "--format", "html", "--at", "disk").stdout
    seen = Elements()
    seen.feed(page)
    assert SCRIPT not in page
    assert not harmful(" ".join(re.findall('"(?:id|label|title)": "[^"]*"', page)).encode().decode("unicode_escape"))
    assert "<img src=x" not in page
    assert not any("alert(1)</script>" in script for script in seen.scripts)
    active = [value for _, a in seen.found for key, value in a.items() if key.startswith(("on", "src", "href"))]
    assert not [value for value in active if "alert" in str(value)]
    assert not [a for _, a in seen.found if re.match("(?:https?:)?//", str(a.get("src") or a.get("href") or ""))]
    policies = [
        a["content"] for tag, a in seen.found if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert "default-src 'none'" in str(policies[0])
