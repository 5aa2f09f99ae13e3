"""Arrays of numbers: `.npy`, `.npz`, and folders of `.npy` files."""
