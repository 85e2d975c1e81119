"""Identity across articles: which actors, events and texts are one, and where articles disagree."""

__all__: list[str] = []
