"""Panels: what a person sees, a module each; they know no threads."""
