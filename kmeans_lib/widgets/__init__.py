"""Widgets: sliders, players and explorers to play with; every one shows a run that is made."""

from kmeans_lib.widgets.board import board
from kmeans_lib.widgets.explorers import assignment_explorer, pca_explorer
from kmeans_lib.widgets.player import iteration_player
from kmeans_lib.widgets.sliders import k_slider, start_picker
