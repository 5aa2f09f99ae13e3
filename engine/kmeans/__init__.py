"""k-means: parameters, seeding, Lloyd's iterations, and the fit that runs them."""
