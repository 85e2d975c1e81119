"""Writes the generated parts of README.md and docs/: command output and tables of figures.

Run by `make docs`; `tests/test_docs.py` fails where a part is not what this would write.

- A fenced ``console`` block holds commands (``$ kg ...``), each followed by its output. The blocks
  of one file run in order, in one fresh folder that holds the seeds. Seconds are written as they
  were measured and compared without their digits.
- ``<!-- table: NAME -->`` ... ``<!-- end -->`` is made from the result files in docs/results, which
  `make bench` and the tests write.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.doc_tables import RESULTS, TABLES

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n+(?:prints\n+```text\n(.*?)```)?", re.DOTALL)
TABLE = re.compile(r"<!-- table: ([\w-]+) -->\n(.*?)<!-- end -->", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What a command prints (stdout and stderr as they come), as a terminal 128 columns wide."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "128",
        "NO_COLOR": "1",
        "KG_STORE": "news.kg",
        "LC_ALL": "C.UTF-8",
    }
    if command.startswith("make demo"):
        # The environment that runs this stands for the one that make would create.
        command = f"make --no-print-directory -s -o .venv/.installed BIN={scripts} demo"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE)


def without_seconds(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r"\d+([.,]\d+)? ?(s|ms|seconds|quads/s)\b", "N s", text)
    return re.sub(r"[ ]{2,}", "  ", re.sub(r"[─━]+", "─", text))


def fill_console(text: str, folder: Path) -> str:
    """The text with the output of each command in its console blocks."""

    def block(match: re.Match[str]) -> str:
        parts = []
        for line in match[1].splitlines():
            if line.startswith("$ "):
                parts.append(line + "\n" + run(line[2:], folder))
        return "```console\n" + "".join(p if p.endswith("\n") else p + "\n" for p in parts) + "```"

    return CONSOLE.sub(block, text)


def fill_python(text: str, folder: Path) -> str:
    """The text with what its Python snippets print."""

    def block(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        script = folder / "snippet.py"
        script.write_text(match[1], encoding="utf-8")
        printed = run(f"python {script.name}", folder)
        return f"```python\n{match[1]}```\n\nprints\n\n```text\n{printed}```"

    return PYTHON.sub(block, text)


def fill_tables(text: str) -> str:
    """The text with its tables made anew from the result files."""
    return TABLE.sub(lambda m: f"<!-- table: {m[1]} -->\n{TABLES[m[1]]()}<!-- end -->", text)


def fill(path: Path) -> str:
    """The file's text as it should be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        shutil.copy(ROOT / "Makefile", folder)
        text = path.read_text(encoding="utf-8")
        return fill_tables(fill_python(fill_console(text, folder), folder))


def files() -> list[Path]:
    """The files with generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def write_seeds() -> None:
    """Scores the seed articles and writes the result file."""
    from pyoxigraph import RdfFormat, Store

    from tests import seeds_gold

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        run("kg ingest seeds/ && kg export --format nquads -o seeds.nq", folder)
        store = Store()
        store.bulk_load(path=str(folder / "seeds.nq"), format=RdfFormat.N_QUADS)
    scores = {m: t.scores() for m, t in seeds_gold.score(store, ROOT / "seeds").items()}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "seeds.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    write_seeds()
    for path in files():
        if path.exists():
            path.write_text(fill(path), encoding="utf-8")


if __name__ == "__main__":
    main()
