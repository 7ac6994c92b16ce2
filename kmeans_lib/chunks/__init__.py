"""A Dask array in chunks, for the lesson on speed and scale. Imports Dask when it is used."""
