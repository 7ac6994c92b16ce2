"""Files: one of whatever format to pixels, many in order, and results that appear whole or not."""
