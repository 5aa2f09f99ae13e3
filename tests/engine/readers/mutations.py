"""Valid files spoilt in small ways."""

from dataclasses import dataclass

from hypothesis import strategies as st

HOW = ("flip", "cut", "insert", "double", "maximum", "zeros", "end")
OPTIONS = (
    {},
    {},
    {"split": "all"},
    {"split": "test", "labels": "coarse"},
    {"limit": 1, "seed": 3},
    {"size": (5, 4), "framing": "pad"},
    {"grey": True, "transpose": True},
    {"normalize": True},
    {"may_ask": True},
)


def spoilt(data, how, place, value, length):
    """A file changed in one of the ways of `HOW`; whatever the place, it is in the file."""
    at = place % (len(data) + 1)
    end = at + length
    match how:
        case "flip":
            return data[:at] + bytes(byte ^ value for byte in data[at : at + 1]) + data[at + 1 :]
        case "cut":
            return data[:at] + data[end:]
        case "insert":
            return data[:at] + bytes([value]) * length + data[at:]
        case "double":
            return data[:end] + data[at:]
        case "maximum":
            return data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :]
        case "zeros":
            return data[:at] + bytes(len(data[at:end])) + data[end:]
        case "end":
            return data[:at]
    raise ValueError(how)


def mutants(data):
    """`data` spoilt once or twice."""
    return CHANGES.map(lambda changes: all_spoilt(data, changes))


def all_spoilt(data, changes):
    """A file changed in each of these ways, one after the other."""
    for change in changes:
        data = spoilt(data, *change)
    return data


@dataclass(frozen=True)
class Seed:
    """A valid set: its files by their paths, and which of them is opened; all, if that is empty."""

    files: dict[str, bytes]
    opened: str = ""


@dataclass(frozen=True)
class Spoiling:
    """Which of several sets to take, which of its files, and how to spoil that."""

    seed: int
    file: int
    changes: list[tuple[str, int, int, int]]

    def of(self, seeds, repair):
        """The spoilt set; `repair` may make checksums of the spoilt file right again."""
        seed = seeds[self.seed % len(seeds)]
        path = sorted(seed.files)[self.file % len(seed.files)]
        data = repair(all_spoilt(seed.files[path], self.changes))
        return Seed({**seed.files, path: data}, seed.opened)


# Most often near the ends of a file, where formats keep their numbers.
_PLACES = st.integers(0, 255) | st.integers(-256, -1) | st.integers(0, 1 << 16)
CHANGES = st.lists(
    st.tuples(st.sampled_from(HOW), _PLACES, st.integers(1, 255), st.integers(1, 60)),
    min_size=1,
    max_size=2,
)
SPOILINGS = st.builds(Spoiling, st.integers(0, 30), st.integers(0, 7), CHANGES)
