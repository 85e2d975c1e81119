"""Takes the pictures of the pages for the documents: ``python -m tests.make_pages [FOLDER]``.

The seeds are ingested into a fresh store and served; headless Chromium shows the home page, the
busiest actor, the event that most articles tell, and an article, in light colours. Written to
docs/pages (or FOLDER) as PNG with a palette of 128 colours, each below 150 kB. ``--all`` also takes
dark and phone-sized ones, to look at; they belong into a FOLDER of their own.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.benchmarks.queries import served

ROOT = Path(__file__).resolve().parent.parent
MOST = 150_000
LOOKS: dict[str, tuple[str, int, int]] = {
    "": ("light", 1280, 860), "-dark": ("dark", 1280, 860), "-phone": ("light", 390, 800),
}  # fmt: skip


def rows(address: str, query: str) -> list[dict[str, str]]:
    request = urllib.request.Request(
        f"{address}sparql?query={quote(query)}", headers={"Accept": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        found = json.loads(answer.read())["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def pages(address: str) -> dict[str, str]:
    """The addresses of the four pages."""
    actor = rows(address, "SELECT ?a (COUNT(?e) AS ?n) { ?e kg:participant ?a . ?a a kg:Person } "
                          "GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 1")  # fmt: skip
    event = rows(
        address,
        "SELECT ?a (COUNT(DISTINCT ?g) AS ?n) (COUNT(DISTINCT ?p) AS ?m) "
        "{ GRAPH ?g { ?a a kg:Event ; kg:evidence ?p } } "
        "GROUP BY ?a ORDER BY DESC(?n) DESC(?m) ?a LIMIT 1",
    )
    article = rows(address, "SELECT ?a { ?a a kg:Article ; kg:path ?p } ORDER BY DESC(?p) LIMIT 1")
    base = "https://w3id.org/newsgraph/"
    found = {"home": ""}
    for name, row in (("actor", actor[0]), ("event", event[0]), ("article", article[0])):
        iri = row["a"]
        path = iri.removeprefix(base) if iri.startswith(base) else f"page?iri={quote(iri)}"
        found[name] = path
    return found


def small(data: bytes) -> bytes:
    """The picture with a palette, as PNG. Needs Pillow, which is not a part of the tests."""
    from PIL import Image

    out = io.BytesIO()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def take(address: str, folder: Path, looks: list[str], names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    found = pages(address) | {"network": "network", "timeline": "timeline", "sparql": "sparql",
                              "search": "search?q=petro"}  # fmt: skip
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for look in looks:
            scheme, width, height = LOOKS[look]
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page: Any = context.new_page()
            for name in names:
                page.goto(address + found[name])
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(800)
                data = small(page.screenshot())
                file = folder / f"{name}{look}.png"
                file.write_bytes(data)
                wide = page.evaluate("document.documentElement.scrollWidth")
                print(f"{file.name}: {len(data):,} bytes, page {wide} wide")
                if len(data) > MOST:
                    raise SystemExit(f"{file} is larger than {MOST:,} bytes")
            context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "pages")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--store", type=Path, help="a store of the seeds that is there already")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        store = arguments.store or Path(name) / "news.kg"
        if not store.exists():
            command = [sys.executable, "-m", "kg", "ingest", "seeds/", "--store", str(store)]
            subprocess.run(command, cwd=ROOT, check=True)
        names = ["home", "actor", "event", "article"]
        looks = [""]
        if arguments.all:
            names += ["network", "timeline", "sparql", "search"]
            looks = list(LOOKS)
        with served(store) as (address, _):
            take(address, arguments.folder, looks, names)


if __name__ == "__main__":
    main()
