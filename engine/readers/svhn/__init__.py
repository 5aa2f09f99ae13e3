"""SVHN's MATLAB files."""
