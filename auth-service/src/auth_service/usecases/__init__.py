"""One file per use case. A use case gets its ports by name, is called with plain values, and raises `Refusal`s."""
