import pytest

from engine.readers.pictures.refusals import DAMAGED, NO_PICTURE, TOO_LARGE, LeftOut, Skipped


def left_out(*files):
    result = LeftOut()
    for row, (path, why) in enumerate(files):
        result.add(row, path, why)
    return result


def test_each_reason_is_told_once_with_its_first_file():
    files = [("a.txt", Skipped(NO_PICTURE)), ("b.png", Skipped(DAMAGED))]
    files.append(("c.txt", Skipped(NO_PICTURE)))
    result = left_out(*files)
    assert result.notes() == [
        "2 files are no pictures (a.txt, …); left out",
        "1 file is damaged (b.png); left out",
    ]
    assert result.rows == {0, 1, 2}
    assert left_out().notes() == []


def test_names_are_fit_to_be_shown():
    assert left_out(("a\n", Skipped(DAMAGED))).notes() == ["1 file is damaged (a\\n); left out"]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ([], "set: no files in it that can be read. Choose another folder."),
        (
            [("a.png", Skipped(TOO_LARGE, "9 × 9 pixels: "))],
            "set › a.png: 9 × 9 pixels: is over the 64-megapixel limit. Scale it down.",
        ),
        ([("set", Skipped(DAMAGED))], "set: is damaged. Save or download it again."),
        (
            [("a", Skipped(DAMAGED)), ("b", Skipped(DAMAGED)), ("c", Skipped(TOO_LARGE))],
            "set: no picture in it; 2 of 3 files are damaged (a, …). Save or download it again.",
        ),
    ],
)
def test_a_set_of_which_nothing_is_left(files, line):
    assert str(left_out(*files).refusal("set")) == line
