from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from engine.errors import ParameterError
from engine.kmeans.parameters import INIT_NAMES, MAX_SEED, KMeansParameters
from engine.options import DEFAULTS, OpenOptions
from gui.panels.parameter_fields import MAX_COUNT
from gui.settings import MAX_RECENT, AppSettings, check_fields
from gui.theme import MODES
from tests.gui.whole_window import Hand

CHOSEN = KMeansParameters(
    n_clusters=3, init="gaussian", n_init=4, max_iter=5, tol=0.1, random_state=MAX_SEED
)
KEYS = (
    "window/geometry", "window/layout", "window/colours", "images/recent", "images/folder",
    "images/recentOptions", "images/options", "images/kept",
    "export/folder", "parameters/n_clusters", "parameters/init", "parameters/n_init",
    "parameters/max_iter", "parameters/tol", "parameters/random_state",
)  # fmt: skip
# Qt's own words for values of other types, whole and cut.
TYPED = (
    "@Invalid()", "@Size(3 4)", "@Rect(1 2 3 4)", "@Point(1 2)", "@ByteArray(x)",
    "@DateTime(\\0\\0)", "@String(5)", "a, b", "5, 6", '"5', "@@", "\\x", "%U0041", "true",
)  # fmt: skip

# QVariant says on the standard error that it does not know a type; the value is then missing.
QT_SAYS = pytest.mark.qt_log_ignore("QVariant::load", extend=True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some folder" / "settings.ini"


def opened(path):
    return AppSettings(QSettings(str(path), QSettings.Format.IniFormat))


def from_disk(path):
    """Open a copy of the file: Qt keeps what it knows of a file it has opened."""
    return opened(shutil.copy(path, path.with_name(f"copy of {path.name}")))


def everything(settings):
    return (
        settings.geometry,
        settings.layout,
        settings.colour_mode,
        settings.recent_sources,
        settings.recent_options,
        settings.open_folder,
        settings.options_expanded,
        settings.data_folder,
        settings.export_folder,
        settings.parameters,
    )


def assert_usable(settings):
    assert isinstance(settings.geometry, QByteArray)
    assert isinstance(settings.layout, QByteArray)
    assert settings.colour_mode in MODES
    assert all(isinstance(source, str) and source for source in settings.recent_sources)
    assert len(settings.recent_sources) <= MAX_RECENT
    assert all(isinstance(known, OpenOptions) for known in settings.recent_options.values())
    assert isinstance(settings.open_folder, str)
    assert isinstance(settings.export_folder, str)
    check_fields(settings.parameters)


def test_defaults(path):
    nothing = QByteArray()
    assert everything(opened(path)) == (
        nothing, nothing, "system", [], {}, "", False, "", "", KMeansParameters(),
    )  # fmt: skip


def test_everything_comes_back_in_another_program(path):
    settings = opened(path)
    settings.geometry = QByteArray(bytes(range(256)))
    settings.layout = QByteArray(b"\0\xff;=,")
    settings.colour_mode = "dark"
    settings.add_recent_source("/a, b/ü ;=%.tar.gz", DEFAULTS)
    settings.open_folder = "/with, comma"
    settings.export_folder = "C:\\Users\\new"
    settings.parameters = CHOSEN
    before = everything(settings)
    settings.save()
    assert everything(from_disk(path)) == before
    assert before[-1] == CHOSEN


def test_the_newest_sources_come_first_each_once(path):
    settings = opened(path)
    for number in range(MAX_RECENT + 2):
        settings.add_recent_source(f"/{number}", DEFAULTS)
    settings.add_recent_source("/5", DEFAULTS)
    expected = ["/5", "/9", "/8", "/7", "/6", "/4", "/3", "/2"]
    assert settings.recent_sources == expected
    settings.save()
    assert from_disk(path).recent_sources == expected


def test_a_path_that_is_not_text_is_not_remembered(path):
    settings = opened(path)
    settings.add_recent_source("/a", DEFAULTS)
    settings.add_recent_source("/b\udcff", DEFAULTS)
    assert settings.recent_sources == ["/a"]


@pytest.mark.parametrize("init", INIT_NAMES)
def test_parameters_come_back_to_the_last_digit(path, init):
    for number, tol in enumerate((0.0, 1e-300, 0.1, 12345.678)):
        settings = opened(path.with_name(f"{number}.ini"))
        chosen = KMeansParameters(init=init, tol=tol)
        settings.parameters = chosen
        settings.save()
        assert from_disk(path.with_name(f"{number}.ini")).parameters == chosen


@pytest.mark.parametrize("name", ["n_clusters", "n_init", "max_iter"])
def test_what_no_field_can_hold(path, name):
    check_fields(KMeansParameters(**{name: MAX_COUNT}))
    too_many = KMeansParameters(**{name: MAX_COUNT + 1})
    with pytest.raises(ParameterError, match=f"^{name}: the window has no room for 2,147,483,648"):
        check_fields(too_many)
    settings = opened(path)
    settings.parameters = too_many
    assert settings.parameters == KMeansParameters()


def ini(**values):
    return "[parameters]\n" + "".join(f"{name}={value}\n" for name, value in values.items())


DAMAGE = {
    "empty": b"",
    "cut": b"[parameters]\nn_clusters=7\ntol",
    "binary": bytes(range(256)) * 16,
    "zeros": bytes(4096),
    "huge": ini(n_clusters="9" * 100_000).encode(),
    "out of limits": ini(n_clusters=0, random_state=-1, tol="nan").encode(),
    "wrong types": (
        b"[window]\ngeometry=5\nlayout=a, b\ncolours=@Size(1 2)\n"
        b"[images]\nrecent=@Rect(1 2 3 4)\nfolder=a, b\n[export]\nfolder=@Invalid()\n"
        b"[parameters]\nn_clusters=a, b\ninit=@Point(1 2)\ntol=@ByteArray(x)\n"
    ),
    "unknown types": b"[window]\nlayout=@Variant(\\0\\0\\x4\\0)\ngeometry=@Variant(\\0)\n",
    "another version": b"version=99\n[parameters]\nn_clusters=many\n[window]\ncolours=sepia\n",
}


@QT_SAYS
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_gives_defaults(path, damage):
    path.parent.mkdir()
    path.write_bytes(DAMAGE[damage])
    settings = opened(path)
    assert_usable(settings)
    if damage == "cut":
        assert settings.parameters == KMeansParameters(n_clusters=7)
    else:
        assert settings.parameters == KMeansParameters()
    assert settings.colour_mode == "system"
    settings.parameters = CHOSEN
    settings.save()
    assert from_disk(path).parameters == CHOSEN


@QT_SAYS
@pytest.mark.parametrize("damage", ["binary", "huge", "wrong types", "unknown types"])
def test_a_window_opens_on_damaged_settings(path, qtbot, damage):
    path.parent.mkdir()
    path.write_bytes(DAMAGE[damage])
    hand = Hand(qtbot, opened(path))
    hand.open("digits")
    assert hand.action("runAction").isEnabled()
    assert hand.message() == ""
    hand.close()
    assert_usable(from_disk(path))


def test_a_folder_that_cannot_be_made_loses_preferences_only(tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings = opened(tmp_path / "file" / "settings.ini")
    settings.parameters = CHOSEN
    settings.save()
    assert settings.parameters == CHOSEN
    assert (tmp_path / "file").read_text() == "in the way"


SOME_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30
)


@QT_SAYS
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.dictionaries(st.sampled_from(KEYS), SOME_TEXT | st.sampled_from(TYPED)))
def test_any_text_in_the_file_is_usable(tmp_path, values):
    groups = {}
    for key, value in values.items():
        group, name = key.split("/")
        groups.setdefault(group, []).append(f"{name}={value}\n")
    lines = [f"[{group}]\n{''.join(entries)}" for group, entries in groups.items()]
    (tmp_path / "any.ini").write_text("".join(lines), "utf-8")
    assert_usable(opened(tmp_path / "any.ini"))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.dictionaries(st.sampled_from(KEYS), SOME_TEXT))
def test_any_stored_text_is_usable(tmp_path, values):
    store = QSettings(str(tmp_path / "stored.ini"), QSettings.Format.IniFormat)
    store.clear()
    for key, value in values.items():
        store.setValue(key, value)
    read = AppSettings(store)
    assert_usable(read)
    assert read.open_folder == values.get("images/folder", "")


def test_one_damaged_parameter_leaves_the_others(path):
    settings = AppSettings(QSettings(str(path), QSettings.Format.IniFormat))
    settings.parameters = KMeansParameters(n_clusters=7, n_init=3, random_state=5)
    settings.save()
    path.write_text(path.read_text().replace("n_clusters=7", "n_clusters=3000000000"))
    again = AppSettings(QSettings(str(path), QSettings.Format.IniFormat))
    assert again.parameters == KMeansParameters(n_init=3, random_state=5)


def test_a_source_can_be_forgotten(path):
    settings = AppSettings(QSettings(str(path), QSettings.Format.IniFormat))
    for name in ("one", "two", "three"):
        settings.add_recent_source(name, DEFAULTS)
    settings.forget_recent_source("two")
    assert settings.recent_sources == ["three", "one"]


def test_options_are_remembered_with_the_recent_paths_and_go_with_them(path):
    settings = opened(path)
    for number in range(MAX_RECENT + 2):
        settings.add_recent_source(f"/{number}", OpenOptions(limit=number + 1))
    settings.forget_recent_source("/7")
    settings.forget_recent_options("/8")
    settings.add_recent_source("/5", OpenOptions(size=(48, 64)))
    settings.save()
    again = from_disk(path)
    assert again.recent_options == {
        **{f"/{number}": OpenOptions(limit=number + 1) for number in (2, 3, 4, 6, 9)},
        "/5": OpenOptions(size=(48, 64)),
    }
    assert again.recent_sources == ["/5", "/9", "/8", "/6", "/4", "/3", "/2"]
    again.clear_recent_sources()
    assert again.recent_options == {}


def test_all_recent_sources_are_forgotten_at_once(path):
    settings = opened(path)
    settings.add_recent_source("/a", DEFAULTS)
    settings.clear_recent_sources()
    settings.save()
    assert settings.recent_sources == []
    assert from_disk(path).recent_sources == []


def test_how_sets_are_opened_is_remembered(path):
    settings = opened(path)
    assert (settings.options_expanded, settings.data_folder) == (False, "")
    settings.options_expanded = True
    settings.data_folder = "/sets, all; of=them"
    settings.save()
    again = from_disk(path)
    assert (again.options_expanded, again.data_folder) == (True, "/sets, all; of=them")
