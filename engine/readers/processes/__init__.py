"""Readers of native libraries run in a process of their own, with limits."""
