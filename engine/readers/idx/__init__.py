"""The MNIST family: IDX files of images and labels."""
