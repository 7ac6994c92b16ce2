"""Widgets: sliders and players that show a run that is made, a board and a pad for your hand."""

from kmeans_lib.widgets.board import board
from kmeans_lib.widgets.digit_pad import digit_pad
from kmeans_lib.widgets.explorers import pca_explorer
from kmeans_lib.widgets.naming import name_field, typed_digits
from kmeans_lib.widgets.player import iteration_player
from kmeans_lib.widgets.sliders import k_slider, shift_slider, start_picker
