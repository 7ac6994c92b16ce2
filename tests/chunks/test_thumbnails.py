"""A folder as a Dask array: the same pictures, read once."""

import os

import numpy as np
import pytest

from kmeans_lib.chunks import thumbnails
from kmeans_lib.chunks.thumbnails import load_folder_dask
from kmeans_lib.distributed import kmeans_dask
from kmeans_lib.lloyd import run_kmeans
from kmeans_lib.own_images import load_folder
from kmeans_lib.validation import InputError
from tests.files.hostile import healthy_folder, noise


@pytest.fixture
def pictures(tmp_path):
    folder = healthy_folder(tmp_path / "pictures")
    for i in range(20, 30):
        noise().rotate(9 * i).save(folder / f"{i}.png")
    (folder / "4.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def read(monkeypatch):
    """How many files were read, one number a chunk."""
    numbers, read_files = [], thumbnails.read_files

    def counting(files, *arguments, **options):
        numbers.append(len(files))
        return read_files(files, *arguments, **options)

    monkeypatch.setattr(thumbnails, "read_files", counting)
    return numbers


def test_the_same_pictures_as_load_folder(pictures, tmp_path):
    with pytest.warns(UserWarning, match="1 file was skipped: 4.png"):
        whole = load_folder(pictures, (6, 4), fit="crop")
    for chunk in (1, 5, 100):
        found = load_folder_dask(pictures, tmp_path / "cache", (6, 4), fit="crop", chunk=chunk)
        assert found.X.dtype == np.uint8 and np.array_equal(found.X.compute(), whole.X)
        assert (found.shape, found.names, found.skipped) == (
            whole.shape,
            whole.names,
            whole.skipped,
        )


def test_a_second_call_reads_no_picture(pictures, tmp_path, read):
    first, second = (load_folder_dask(pictures, tmp_path / "c", chunk=5) for _ in range(2))
    assert sorted(read) == [4, 5, 5]
    assert np.array_equal(first.X.compute(), second.X.compute()) and first.names == second.names


@pytest.mark.parametrize("wanted", [{"shape": (5, 5)}, {"mode": "L"}, {"fit": "pad"}])
def test_another_wish_is_read_anew(pictures, tmp_path, read, wanted):
    load_folder_dask(pictures, tmp_path / "c", (6, 6))
    found = load_folder_dask(pictures, tmp_path / "c", **{"shape": (6, 6), **wanted})
    assert len(read) == 2 and found.X.shape[1] == np.prod(found.shape)


def test_what_changed_is_read_again_with_its_chunk(pictures, tmp_path, read):
    load_folder_dask(pictures, tmp_path / "c", chunk=5)
    healthy_folder(tmp_path / "other")
    os.replace(tmp_path / "other" / "1.png", pictures / "20.png")
    found = load_folder_dask(pictures, tmp_path / "c", chunk=5)
    assert len(read) == 4
    rows = found.X.compute()
    assert np.array_equal(rows[found.names.index("20.png")], rows[found.names.index("1.png")])


def test_a_chunk_that_was_not_finished_is_read_again(pictures, tmp_path, read):
    load_folder_dask(pictures, tmp_path / "c")
    (notes,) = (tmp_path / "c").glob("*.json")
    notes.unlink()
    load_folder_dask(pictures, tmp_path / "c")
    assert read == [14, 14]


def test_a_full_disk_leaves_no_half_of_a_file(pictures, tmp_path, monkeypatch):
    def fail(file, rows):
        file.write(b"half")
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(OSError, match="No space left"):
        load_folder_dask(pictures, tmp_path / "c")
    assert list((tmp_path / "c").iterdir()) == []


def test_they_can_be_clustered(pictures, tmp_path):
    found = load_folder_dask(pictures, tmp_path / "c", (8, 8), chunk=5)
    X = found.X.compute()
    here, there = run_kmeans(X, 3, X[:3]), kmeans_dask(found.X, 3, init=X[:3])
    assert np.array_equal(here.labels, there.labels.compute())
    assert here.inertia == pytest.approx(there.inertia)


@pytest.mark.parametrize("dtype", [np.float16, np.uint8])
def test_chunks_of_narrow_numbers_do_not_wrap_around(pictures, tmp_path, dtype):
    found = load_folder_dask(pictures, tmp_path / "c", (4, 4), chunk=5)
    X = found.X.compute()
    step = kmeans_dask(found.X.astype(dtype), 4, init=X[:4])
    assert np.array_equal(step.labels.compute(), run_kmeans(X, 4, X[:4]).labels)


def test_a_folder_without_pictures_gets_one_line(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: no file matches \*"):
        load_folder_dask(tmp_path / "empty", tmp_path / "c")
    (tmp_path / "empty" / "a.png").write_bytes(b"")
    with pytest.raises(InputError, match="empty: no picture could be read; 1 file was skipped"):
        load_folder_dask(tmp_path / "empty", tmp_path / "c")
