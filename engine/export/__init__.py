"""Results to files; every write is atomic."""

from engine.export.writer import check_export_folder, export_fit

__all__ = ["check_export_folder", "export_fit"]
