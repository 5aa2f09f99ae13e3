from __future__ import annotations

import threading

import numpy as np

from gui.work.mailbox import MOST_PREVIEWED, Mailbox, Phase
from tests.gui.work import scripted


def test_an_empty_mailbox():
    mail = Mailbox().drain()
    assert (mail.rows, mail.picture, mail.phase) == ([], None, None)


def test_all_rows_but_only_the_newest_picture_and_phase():
    mailbox = Mailbox()
    rows = [scripted.report(i).row for i in range(5)]
    pictures = [scripted.picture(i) for i in range(3)]
    for row in rows:
        mailbox.post_row(row)
    for picture in pictures:
        mailbox.post_picture(picture)
    mailbox.post_phase("seeding", 1, 3)
    mailbox.post_phase("seeding", 2, 3)
    mail = mailbox.drain()
    assert mail.rows == rows
    assert mail.picture is pictures[-1]
    assert mail.phase == Phase(name="seeding", done=2, total=3)
    emptied = mailbox.drain()
    assert (emptied.rows, emptied.picture, emptied.phase) == ([], None, None)
    assert mail.rows == rows  # what was taken out stays as it was


def test_a_picture_is_wanted_until_there_is_one():
    mailbox = Mailbox()
    assert mailbox.wants_picture()
    mailbox.post_picture(scripted.picture())
    assert not mailbox.wants_picture()
    mailbox.drain()
    assert mailbox.wants_picture()


def test_no_row_is_lost_between_two_threads():
    mailbox = Mailbox()
    rows = [scripted.report(i).row for i in range(20_000)]
    pictures = [scripted.picture(i) for i in range(50)]
    ready = threading.Barrier(2, timeout=scripted.PATIENCE_S)
    done = threading.Event()

    def post():
        ready.wait()
        for i, row in enumerate(rows):
            mailbox.post_row(row)
            if i % 400 == 0:
                mailbox.post_picture(pictures[i // 400])
        done.set()

    engine = threading.Thread(target=post)
    engine.start()
    ready.wait()
    got, seen = [], []
    finished = False
    while not finished:
        finished = done.is_set()  # looked at before the last drain
        mail = mailbox.drain()
        got += mail.rows
        if mail.picture is not None:
            seen.append(mail.picture.report.iteration)
    engine.join()
    assert [row.iteration for row in got] == list(range(20_000))
    assert seen == sorted(set(seen))
    assert seen[-1] == 49


def test_a_preview_is_a_copy_of_the_first_pictures():
    mailbox = Mailbox()
    pixels = np.arange(2 * MOST_PREVIEWED, dtype=np.uint8).reshape(-1, 1, 1, 1)
    mailbox.post_preview(pixels)
    pixels[:] = 0
    preview = mailbox.drain().preview
    assert preview.ravel().tolist() == list(range(MOST_PREVIEWED))
    assert mailbox.drain().preview is None
