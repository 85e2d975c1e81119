"""The heads over the encoder: a linear-chain CRF and the linker, as trained."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kg.extract.statements.decode import (
    LINK_WIDTH,
    TAGS,
    LinkWeights,
    PieceSpan,
    allowed,
    distance_features,
)

__all__ = ["CRF", "Linker"]


class CRF(nn.Module):
    """Linear-chain CRF whose forbidden transitions of the tag set are fixed."""

    forbidden: Tensor
    forbidden_first: Tensor
    forbidden_last: Tensor

    def __init__(self) -> None:
        super().__init__()
        count = len(TAGS)
        self.transitions = nn.Parameter(torch.zeros(count, count))
        self.first = nn.Parameter(torch.zeros(count))
        self.last = nn.Parameter(torch.zeros(count))
        for name, value in zip(
            ("forbidden", "forbidden_first", "forbidden_last"), allowed(), strict=True
        ):
            self.register_buffer(name, torch.from_numpy(value))

    def scores(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions, first and last scores with the penalties of what is forbidden."""
        return (
            self.transitions + self.forbidden,
            self.first + self.forbidden_first,
            self.last + self.forbidden_last,
        )

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood of each window of a batch padded at the end."""
        transitions, first, last = self.scores()
        lengths = mask.sum(1)
        rows = torch.arange(len(tags))
        gold = emissions.gather(2, tags[:, :, None]).squeeze(2)
        gold = (gold * mask).sum(1) + first[tags[:, 0]] + last[tags[rows, lengths - 1]]
        gold = gold + (transitions[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)
        alpha = emissions[:, 0] + first
        for step in range(1, emissions.shape[1]):
            moved = torch.logsumexp(alpha[:, :, None] + transitions, 1) + emissions[:, step]
            alpha = torch.where(mask[:, step, None], moved, alpha)
        return torch.logsumexp(alpha + last, 1) - gold


class Linker(nn.Module):
    """Scores of content-cue and cue-source pairs; see `kg.extract.statements.decode.link`."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.project = nn.Linear(hidden, 8 * LINK_WIDTH)
        self.distance = nn.Parameter(torch.zeros(2, 24))
        self.between = nn.Parameter(torch.zeros(2, 8))
        self.none = nn.Parameter(torch.zeros(2))

    def weights(self) -> LinkWeights:
        """The tables, as the runtime takes them."""
        return LinkWeights(
            self.distance.detach().numpy(),
            self.between.detach().numpy(),
            self.none.detach().numpy(),
        )

    def loss(
        self,
        links: Tensor,
        which: int,
        rows: list[PieceSpan],
        columns: list[PieceSpan],
        cues: list[PieceSpan],
        gold: list[int],
    ) -> Tensor:
        """Cross-entropy of the partner of each row; ``gold`` counts 'none' as the last column."""
        base = which * 4
        start = torch.tensor([s.start for s in rows])
        end = torch.tensor([s.end - 1 for s in rows])
        left = F.relu(links[start, base] + links[end, base + 1])
        none = self.none[which].expand(len(rows), 1)
        if not columns:
            return F.cross_entropy(none, torch.tensor(gold), reduction="sum")
        start = torch.tensor([s.start for s in columns])
        end = torch.tensor([s.end - 1 for s in columns])
        right = F.relu(links[start, base + 2] + links[end, base + 3])
        found = [[distance_features(a, b, cues) for b in columns] for a in rows]
        distance = torch.tensor([[x for x, _ in row] for row in found])
        between = torch.tensor([[y for _, y in row] for row in found])
        scores = left @ right.T + self.distance[which][distance] + self.between[which][between]
        return F.cross_entropy(torch.cat([scores, none], 1), torch.tensor(gold), reduction="sum")
