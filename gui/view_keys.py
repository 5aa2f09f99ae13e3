"""Keys that belong to a view and not to a menu, as the list of shortcuts shows them."""

from __future__ import annotations

VIEW_KEYS: dict[str, list[tuple[str, str, str]]] = {
    "Time line": [
        ("Iteration before", ",", "Goes one iteration back"),
        ("Next iteration", ".", "Goes one iteration on"),
        ("Play the iterations", "Ctrl+Space", "Shows one after another; on the time line, Space"),
        ("First iteration", "Home", "On the time line: goes to iteration 0, the seeds"),
        ("Last iteration", "End", "On the time line: goes to the last iteration of this run"),
    ],
    "Clusters": [
        ("Larger or smaller pictures", "Ctrl+Wheel", "Also the slider above the clusters"),
        ("Previous or next cluster", "Up, Down", "Moves the selection"),
        ("Open", "Enter", "Shows the members of the cluster"),
    ],
    "Members": [
        ("Preview", "Space, Enter", "Shows the current image large; Space closes it again"),
        ("Move on", "Left, Right, Up, Down", "Goes from image to image, in the preview too"),
        ("First or last image", "Home, End", "Moves the selection"),
        ("Select all", "Ctrl+A", "Selects all images that are shown"),
        ("Copy", "Ctrl+C", "Copies the selected images as rows, for a spreadsheet"),
        ("Larger or smaller pictures", "Ctrl+Wheel", "Also the slider above the images"),
    ],
    "Map": [
        ("Pan", "Esc", "Dragging moves the map"),
        ("Rectangle", "R", "Dragging selects the images in a rectangle"),
        ("Lasso", "L", "Dragging round images selects them"),
        ("Fit", "0", "Shows all points"),
        ("Move", "Left, Right, Up, Down", "Moves the map by a part of the view"),
        ("Larger or smaller", "+, -", "Zooms, as the wheel does"),
        ("Open", "Enter", "Shows the current image among the members of its cluster"),
    ],
    "Sweep queue": [
        ("Pause", "Space", "Holds the fit that runs and all others, or goes on with them"),
        ("Up", "Ctrl+Up", "Runs this one earlier"),
        ("Down", "Ctrl+Down", "Runs this one later"),
        ("Skip", "Del", "Leaves this one out"),
    ],
    "Fits of a sweep": [
        ("Open", "Enter", "Opens the current fit"),
        ("Copy", "Ctrl+C", "Copies the selected rows, for a spreadsheet"),
    ],
    "Library": [
        ("Open", "Enter", "Opens the selected fit"),
        ("Delete", "Del", "Puts the selected fits into the bin"),
        ("Undo", "Ctrl+Z", "Takes the last deletion back"),
    ],
    "Log": [("Copy", "Ctrl+C", "Copies the selected rows, for a spreadsheet")],
    "Messages": [("Dismiss", "Esc", "Puts the message in view away")],
}
