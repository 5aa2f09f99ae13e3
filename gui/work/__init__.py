"""The one place that knows there is a second thread."""
