"""k-means clustering of images, from scratch: one idea a module, one module a lesson."""
