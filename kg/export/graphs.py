"""The network of actors for graph tools: GraphML, GEXF and Cytoscape JSON.

GraphML 1.0 (Gephi, yEd, igraph, networkx), GEXF 1.2 (Gephi, networkx) and the JSON of Cytoscape and
Cytoscape.js hold the same: attributes of nodes and edges as `kg.export.network` defines them. The
same store gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from kg.export.network import Edge, Network, Node

__all__ = ["NETWORK_FORMATS", "network_pieces"]

NETWORK_FORMATS = ("graphml", "gexf", "cytoscape")

#: What XML 1.0 cannot carry, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NODE = {"label": "string", "type": "string", "wikidata": "string", "degree": "int"}
_EDGE = {
    "weight": "int",
    "events": "int",
    "statements": "int",
    "types": "string",
    "first": "string",
    "last": "string",
}


def network_pieces(found: Network, format: str) -> Iterator[str]:
    """The network as a document in one of `NETWORK_FORMATS`, in pieces."""
    writers: dict[str, Callable[[Network], Iterator[str]]] = {
        "graphml": _graphml,
        "gexf": _gexf,
        "cytoscape": _cytoscape,
    }
    return writers[format](found)


def _of_node(node: Node) -> dict[str, Any]:
    return {
        "label": node.label,
        "type": node.kind,
        "wikidata": node.wikidata,
        "degree": node.degree,
    }


def _of_edge(edge: Edge) -> dict[str, Any]:
    return {
        "weight": edge.weight,
        "events": edge.events,
        "statements": edge.statements,
        "types": " ".join(f"{name}:{count}" for name, count in edge.types),
        "first": edge.first,
        "last": edge.last,
    }


def _graphml(found: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for part, names in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in names.items():
            yield (
                f'<key id="{part}-{name}" for="{part}" attr.name="{name}" attr.type="{kind}"/>\n'
            )
    yield '<graph id="actors" edgedefault="undirected">\n'
    for node in found.nodes:
        yield f"<node id={_attribute(node.iri)}>{_data('node', _of_node(node))}</node>\n"
    for edge in found.edges:
        ends = f"source={_attribute(edge.one)} target={_attribute(edge.other)}"
        yield f"<edge {ends}>{_data('edge', _of_edge(edge))}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(part: str, values: dict[str, Any]) -> str:
    return "".join(
        f'<data key="{part}-{name}">{_text(value)}</data>'
        for name, value in values.items()
        if value != ""
    )


def _gexf(found: Network) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield '<graph defaultedgetype="undirected" mode="static">\n'
    for part, names in (("node", _NODE), ("edge", _EDGE)):
        yield f'<attributes class="{part}">\n'
        for name, kind in names.items():
            if name not in ("label", "weight"):
                kind = "integer" if kind == "int" else kind
                yield f'<attribute id="{part}-{name}" title="{name}" type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node in found.nodes:
        head = f"id={_attribute(node.iri)} label={_attribute(node.label)}"
        yield f"<node {head}>{_values('node', _of_node(node))}</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(found.edges):
        ends = f"source={_attribute(edge.one)} target={_attribute(edge.other)}"
        head = f'id="{number}" {ends} weight="{edge.weight}"'
        yield f"<edge {head}>{_values('edge', _of_edge(edge))}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(part: str, values: dict[str, Any]) -> str:
    inner = "".join(
        f'<attvalue for="{part}-{name}" value={_attribute(str(value))}/>'
        for name, value in values.items()
        if name not in ("label", "weight") and value != ""
    )
    return f"<attvalues>{inner}</attvalues>"


def _cytoscape(found: Network) -> Iterator[str]:
    yield '{"data": [], "directed": false, "multigraph": false, "elements": {"nodes": ['
    for number, node in enumerate(found.nodes):
        # "name" is what Cytoscape shows, "value" what networkx takes for the node.
        data = {"id": node.iri, "value": node.iri, "name": node.label, **_of_node(node)}
        yield (",\n" if number else "\n") + json.dumps({"data": data}, ensure_ascii=False)
    yield '\n], "edges": ['
    for number, edge in enumerate(found.edges):
        ends = {"id": f"e{number}", "source": edge.one, "target": edge.other}
        data = {**ends, **_of_edge(edge)}
        yield (",\n" if number else "\n") + json.dumps({"data": data}, ensure_ascii=False)
    yield "\n]}}\n"


def _text(value: object) -> str:
    text = _FORBIDDEN.sub("�", str(value))
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    )


def _attribute(value: str) -> str:
    text = _FORBIDDEN.sub("�", value)
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
