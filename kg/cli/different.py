"""``kg different``: a person's decision that two nodes are not the same."""

from __future__ import annotations

from kg.cli.deciding import decision_command

__all__ = ["command"]

command = decision_command("different", same=False)
