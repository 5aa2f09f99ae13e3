"""Several fits of one image set, planned together and run one at a time."""
