import numpy as np

from engine.history import History
from engine.history.stories import run_of
from tests.engine.history.made_reports import wandering
from tests.engine.history.same_stories import assert_same


def wandered(n_iterations=6, **changes):
    history = History(25, **changes)
    for made in wandering(0, n_iterations, 25, 3):
        history.add(made)
    return history


def test_a_time_line_of_stories_tells_the_same():
    history = wandered()
    assert_same(History.of_stories(history.stories()), history)


def test_stories_do_not_change_when_more_is_told():
    history = wandered(3)
    stories = history.stories()
    for made in wandering(0, 6, 25, 3)[3:]:
        history.add(made)
    assert_same(History.of_stories(stories), wandered(3))


def test_a_run_is_made_with_the_labels_at_its_end():
    history = wandered()
    (story,) = history.stories().runs
    run, labels = run_of(story)
    assert np.array_equal(labels, history.moment(0, 5).labels)
    assert not labels.flags.writeable
    assert run.records == list(story.records)
