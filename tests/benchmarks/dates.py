"""Time expressions and their values on TimeML news (TempEval-3's training data, TBAQ-cleaned).

    python -m tests.benchmarks.dates [--data DIR]

DIR is the folder that holds the corpora and the scorers (default: ``$KG_SHARED``). The articles are
segmented, parsed and tagged as `kg extract` does it, with their creation time as publication date,
and measured by ``tools/score_dates.py``. A third of the articles (a hash of their names) was held
out while the rules were written; its scores are printed beside those of all
(``P apart`` and what follows). The first table counts
DATE and TIME, the second all four types. Published: HeidelTime 77.6 value F1 on te3-platinum, all
types (UzZaman et al., SemEval-2013 Task 1), which is another test set, kept apart here. What comes
out is docs/results/dates.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from kg.extract.context import prepare
from kg.extract.nlp import Parser
from kg.extract.times import find_times
from kg.model import Article

RESULT = Path(__file__).resolve().parents[2] / "docs" / "results" / "dates.json"
Scores = dict[str, dict[str, float]]
_ROWS = ("strict", "relaxed", "value", "value_calendar")


def held_out(name: str) -> bool:
    """Whether an article belongs to the third that no rule was written from."""
    return zlib.crc32(name.encode()) % 3 == 0


def predict(texts: Path, parser: Parser) -> tuple[dict[str, str], float, float, int]:
    """A JSON line an article, the seconds that the parse and the tagger took, and characters."""
    dates = dict(
        line.split("\t") for line in (texts / "dct.tsv").read_text("utf-8").splitlines() if line
    )
    lines: dict[str, str] = {}
    parsing = tagging = 0.0
    size = 0
    for path in sorted(texts.glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        article = Article(path=path.name, text=text, published=dates.get(path.name) or None)
        start = time.process_time()
        plain, segments = prepare(article)
        doc = parser.parse(plain, segments)
        middle = time.process_time()
        found = find_times(plain, doc, published=article.published, segments=segments)
        end = time.process_time()
        parsing, tagging, size = parsing + middle - start, tagging + end - middle, size + len(text)
        times = [
            {"start": item.span.start, "end": item.span.end, "value": item.time.value}
            for item in found
        ]
        record = {"path": path.name, "text": text, "times": times}
        lines[path.stem] = json.dumps(record, ensure_ascii=False)
    return lines, parsing, tagging, size


def score(tool: Path, gold: Path, lines: list[str], types: str) -> Scores:
    """What the scorer says of these articles."""
    done = subprocess.run(
        [sys.executable, str(tool), "--types", types, str(gold), "-"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    scores: Scores = json.loads(done.stdout)
    return scores


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("KG_SHARED"))
    arguments = parser.parse_args()
    if arguments.data is None or not (arguments.data / "data" / "dates").is_dir():
        parser.error("needs the folder of corpora and scorers: set KG_SHARED or give --data")
    corpus, tools = arguments.data / "data" / "dates", arguments.data / "tools"
    with tempfile.TemporaryDirectory() as folder:
        texts, kept = Path(folder, "texts"), Path(folder, "held-out")
        converter = [sys.executable, str(tools / "tml_to_text.py"), str(corpus), str(texts)]
        subprocess.run(converter, check=True, capture_output=True)
        kept.mkdir()
        for path in corpus.rglob("*.tml"):
            if held_out(path.stem):
                shutil.copy(path, kept)
        lines, parsing, tagging, size = predict(texts, Parser())
        apart = [line for name, line in lines.items() if held_out(name)]
        tool = tools / "score_dates.py"
        results: dict[str, dict[str, Scores]] = {"all": {}, "held_out": {}}
        for title, types in (("DATE, TIME", "DATE,TIME"), ("all types", "DATE,TIME,DURATION,SET")):
            whole = score(tool, corpus, list(lines.values()), types)
            third = score(tool, kept, apart, types)
            results["all"][types], results["held_out"][types] = whole, third
            heads = "".join(f"{head:>9}" for head in ("P", "R", "F1", "P apart", "R", "F1"))
            print(f"{title:<16}{heads}")
            for row in _ROWS:
                left, right = whole[row], third[row]
                numbers = [
                    *(left[key] for key in ("p", "r", "f1")),
                    *(right[key] for key in ("p", "r", "f1")),
                ]
                print(f"{row:<16}" + "".join(f"{number:9.3f}" for number in numbers))
            print()
    print(
        f"{len(lines)} articles ({len(apart)} held out), {size} characters: parse "
        f"{parsing:.1f} s, times {tagging:.1f} s of processor time"
    )
    told = {**results, "characters": size, "parsing_s": parsing, "tagging_s": tagging}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
