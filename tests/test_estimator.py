"""KMeans: scikit-learn's own checks, and what its users rely on."""

import pickle
import re
import warnings
from inspect import signature

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import KMeans as SklearnKMeans
from sklearn.datasets import make_blobs
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks
from threadpoolctl import threadpool_limits

from kmeans_lib.estimator import KMeans
from kmeans_lib.initialization import init_random


@parametrize_with_checks(
    [
        KMeans(n_clusters=3),
        KMeans(n_clusters=2, init="random", n_init=3),
        KMeans(n_clusters=3, n_init=5, tol=0, max_iter=50),
        KMeans(n_clusters=1),
    ]
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.mark.filterwarnings("ignore")
def test_check_estimator_as_a_whole():
    results = check_estimator(KMeans(n_clusters=3), on_fail=None, on_skip=None)
    status = {result["check_name"]: result["status"] for result in results}
    # The one that is skipped is for estimators that work on the arrays of other libraries.
    assert {name for name, s in status.items() if s != "passed"} <= {"check_array_api_input"}
    assert len(status) > 40


@pytest.fixture(scope="module")
def blobs():
    X, y = make_blobs(300, centers=5, n_features=6, cluster_std=1.5, random_state=0)
    return X, y


@pytest.fixture(scope="module")
def start(blobs):
    return blobs[0][[0, 1, 2, 3, 4]].copy()


def fit_both(X, start, sample_weight=None, **options):
    options = {"n_clusters": len(start), "init": start, "n_init": 1, **options}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return [
            cls(**options).fit(X, sample_weight=sample_weight) for cls in (KMeans, SklearnKMeans)
        ]


def assert_same(ours, theirs, rtol=1e-9):
    assert np.array_equal(ours.labels_, theirs.labels_)
    assert np.allclose(ours.cluster_centers_, theirs.cluster_centers_, rtol=rtol)
    assert np.isclose(ours.inertia_, theirs.inertia_, rtol=rtol)
    assert ours.n_iter_ == theirs.n_iter_


@pytest.mark.parametrize(
    "options", [{}, {"tol": 0}, {"tol": 0.1}, {"max_iter": 1}, {"max_iter": 3}]
)
def test_same_start_same_everything(blobs, start, options):
    ours, theirs = fit_both(blobs[0], start, **options)
    assert_same(ours, theirs)
    new = blobs[0] + 0.5
    assert np.array_equal(ours.predict(new), theirs.predict(new))
    assert np.allclose(ours.transform(new), theirs.transform(new))
    assert np.isclose(ours.score(new), theirs.score(new))
    names = ours.get_feature_names_out()
    assert names.tolist() == theirs.get_feature_names_out().tolist()


def test_attributes_have_scikit_learns_types(blobs, start):
    for dtype in (np.float32, np.float64):
        ours, theirs = fit_both(blobs[0].astype(dtype), start)
        for name in ("cluster_centers_", "labels_"):
            assert getattr(ours, name).dtype == getattr(theirs, name).dtype
            assert getattr(ours, name).shape == getattr(theirs, name).shape
        assert type(ours.inertia_) is float and type(ours.n_iter_) is int
        assert ours.n_features_in_ == 6
        assert ours.transform(blobs[0].astype(dtype)).dtype == dtype
        assert ours.predict(blobs[0].astype(dtype)).dtype == np.int32


def test_digits_in_both_precisions(digits):
    start = init_random(digits.X, 10, np.random.default_rng(0))
    for dtype in (np.float32, np.float64):
        ours, theirs = fit_both(digits.X.astype(dtype), start, tol=0)
        assert np.array_equal(ours.labels_, theirs.labels_)
        assert np.array_equal(ours.predict(digits.X), ours.labels_), "predict after convergence"


def test_float32_and_float64_agree(blobs, start):
    single, double = (KMeans(5, init=start).fit(blobs[0].astype(t)) for t in (np.float32, float))
    assert np.array_equal(single.labels_, double.labels_)
    assert np.allclose(single.cluster_centers_, double.cluster_centers_, rtol=1e-5)


def test_weights_are_those_of_scikit_learn(blobs, start, rng):
    weights = rng.integers(1, 5, len(blobs[0]))
    assert_same(*fit_both(blobs[0], start, weights))


@pytest.mark.parametrize("init", ["k-means++", "random", "given"])
def test_weighted_equals_repeated(blobs, start, rng, init):
    X = blobs[0]
    weights = rng.integers(0, 4, len(X))
    options = {"init": start if init == "given" else init, "n_init": 1, "random_state": 3}
    weighted = KMeans(5, **options).fit(X, sample_weight=weights)
    repeated = KMeans(5, **options).fit(rng.permutation(np.repeat(X, weights, axis=0)))
    assert np.allclose(weighted.cluster_centers_, repeated.cluster_centers_)
    assert np.isclose(weighted.inertia_, repeated.inertia_)


@pytest.mark.parametrize("init", ["k-means++", "random"])
def test_unit_weights_equal_none_and_scaling_changes_nothing(blobs, init):
    X = blobs[0]
    plain = KMeans(5, init=init, random_state=1).fit(X)
    for factor in (1, 0.25, 8):
        weighted = KMeans(5, init=init, random_state=1)
        weighted.fit(X, sample_weight=np.full(len(X), factor))
        assert np.array_equal(weighted.labels_, plain.labels_)
        assert np.allclose(weighted.cluster_centers_, plain.cluster_centers_)
        assert np.isclose(weighted.inertia_, factor * plain.inertia_)


def test_zero_weights_are_as_good_as_absent(blobs, rng):
    X = blobs[0]
    weights = np.ones(len(X))
    weights[:100] = 0
    far = X.copy()
    far[:100] += 1000
    expected = KMeans(5, random_state=0).fit(X[100:]).cluster_centers_
    ours = KMeans(5, random_state=0).fit(far, sample_weight=weights)
    assert np.allclose(ours.cluster_centers_, expected)
    assert len(ours.labels_) == len(X), "they are labelled all the same"


def test_emptied_clusters_are_relocated_as_in_scikit_learn(digits):
    X = digits.X[:1500].astype(float)
    start = np.concatenate([X[:4], X[:1] + 1e4])  # nothing is near the last one
    ours, theirs = fit_both(X, start, tol=0)
    assert_same(ours, theirs)
    assert np.bincount(ours.labels_, minlength=5).min() > 0


def test_relocation_among_equal_rows_takes_one_of_them(rng):
    """Few colours, many pixels: equal rows are merged, but only one of them starts a cluster."""
    X = np.repeat(rng.integers(0, 6, (40, 3)).astype(float), 10, axis=0)
    start = np.concatenate([X[[0, 50, 100]] + rng.random((3, 3)), [[500.0, 0, 0]]])
    ours, theirs = fit_both(X, start, tol=0, max_iter=1)
    assert np.allclose(ours.cluster_centers_, theirs.cluster_centers_)
    assert np.array_equal(ours.labels_, theirs.labels_)


def test_equal_rows_are_merged_without_a_trace(rng):
    X = rng.integers(0, 30, (5000, 3)).astype(float)
    start = rng.normal(15, 8, (12, 3))
    ours, theirs = fit_both(X, start, tol=0)
    assert_same(ours, theirs)


def test_one_cluster(blobs):
    ours = KMeans(1).fit(blobs[0])
    assert np.allclose(ours.cluster_centers_[0], blobs[0].mean(axis=0))
    assert ours.labels_.tolist() == [0] * len(blobs[0])
    assert np.isclose(ours.inertia_, ((blobs[0] - blobs[0].mean(axis=0)) ** 2).sum())


def test_starts_and_data_are_left_alone(blobs, start):
    for order in "CF":
        X = np.array(blobs[0], order=order)
        X.flags.writeable = False
        given = start.copy()
        model = KMeans(5, init=given).fit(X)
        assert np.array_equal(given, start) and model.init is given
        assert np.array_equal(X, blobs[0])


def test_any_kind_of_array_will_do(blobs, start):
    whole = np.rint(blobs[0] * 10)
    expected = KMeans(5, init=whole[:5]).fit(whole).labels_
    for X in (np.asfortranarray(whole), whole.astype(int), whole.tolist(), whole.astype(np.int8)):
        assert np.array_equal(KMeans(5, init=whole[:5]).fit(X).labels_, expected)


@pytest.mark.parametrize("init", ["k-means++", "random"])
def test_more_runs_are_never_worse(digits, init):
    X = digits.X[::10]
    inertias = [
        KMeans(15, init=init, n_init=n, random_state=0).fit(X).inertia_ for n in (2, 5, 20)
    ]  # a longer list of starts begins with the shorter one
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[0] > inertias[-1]


def test_auto_runs():
    X = np.random.default_rng(0).normal(size=(60, 2))
    calls = []

    def first_rows(X, n_clusters, random_state):
        calls.append(random_state.randint(1000))
        return X[random_state.permutation(len(X))[:n_clusters]]

    KMeans(3, init=first_rows, random_state=0).fit(X)
    assert len(calls) == 10 and len(set(calls)) > 1
    random = [KMeans(3, init="random", n_init=n, random_state=0).fit(X) for n in ("auto", 10)]
    assert np.array_equal(random[0].labels_, random[1].labels_)
    plus = [KMeans(3, n_init=n, random_state=0).fit(X) for n in ("auto", 1)]
    assert np.array_equal(plus[0].labels_, plus[1].labels_)


def test_an_array_makes_one_run_and_says_so(blobs, start):
    said = []
    for cls in (KMeans, SklearnKMeans):
        with pytest.warns(RuntimeWarning) as caught:
            cls(5, init=start, n_init=7).fit(blobs[0])
        said.append([str(warning.message) for warning in caught])
    assert said[0] == said[1] and "instead of n_init=7" in said[0][0]


def test_fewer_distinct_points_than_clusters_warns():
    X = np.array([[0.0, 0], [0, 0], [1, 1], [1, 1], [1, 1]])
    with pytest.warns(ConvergenceWarning, match=r"distinct clusters \(2\) found smaller than n_cl"):
        model = KMeans(4).fit(X)
    assert model.cluster_centers_.shape == (4, 2)
    assert model.inertia_ == pytest.approx(0, abs=1e-12)
    assert adjusted_rand_score(model.labels_, [0, 0, 1, 1, 1]) == 1


def test_random_state_repeats(digits):
    X = digits.X[::20]
    fits = [KMeans(6, n_init=1, random_state=s).fit(X) for s in (4, 4, np.random.RandomState(4))]
    assert all(np.array_equal(fits[0].labels_, fit.labels_) for fit in fits)
    shared = np.random.RandomState(4)
    first, second = (KMeans(6, n_init=1, random_state=shared).fit(X) for _ in range(2))
    assert not np.array_equal(first.labels_, second.labels_), "a shared generator goes on"


def test_the_order_of_the_rows_does_not_matter(digits, rng):
    X = digits.X[::5]
    order = rng.permutation(len(X))
    fits = [KMeans(6, random_state=0, tol=0).fit(rows) for rows in (X, X[order])]
    assert np.array_equal(fits[0].labels_[order], fits[1].labels_)


def test_threads_make_no_difference(digits):
    results = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            results.append(KMeans(10, n_init=3, random_state=0).fit(digits.X))
    assert np.array_equal(results[0].labels_, results[1].labels_)
    assert np.array_equal(results[0].cluster_centers_, results[1].cluster_centers_)


def test_swap_one_import_and_all_goes_on(blobs):
    X, y = blobs
    model = KMeans(5, n_init=3, random_state=0)
    pipeline = make_pipeline(StandardScaler(), model).fit(X)
    labels = pipeline.predict(X)
    assert adjusted_rand_score(y, labels) > 0.9
    assert silhouette_score(X, labels) > 0.3
    copy = pickle.loads(pickle.dumps(pipeline))
    assert np.array_equal(copy.predict(X), labels)
    fresh = clone(model)
    assert fresh.get_params() == model.get_params() and not hasattr(fresh, "labels_")
    search = GridSearchCV(model, {"n_clusters": [2, 5, 9]}, cv=3).fit(X)
    assert search.best_params_["n_clusters"] == 9, "the score is minus the inertia"
    assert np.allclose(model.fit_transform(X), model.transform(X))
    assert np.array_equal(model.fit_predict(X), model.labels_)


@pytest.mark.parametrize(
    "wrong",
    [{"n_clusters": 0}, {"n_clusters": 2.5}, {"init": "magic"}, {"n_init": 0}, {"n_init": "many"},
     {"max_iter": 0}, {"tol": -1}, {"random_state": "x"}, {"verbose": "yes"}, {"copy_x": 2},
     {"algorithm": "auto"}],
    ids=str,
)  # fmt: skip
def test_wrong_parameters_are_refused_as_in_scikit_learn(blobs, wrong):
    messages = []
    for cls in (KMeans, SklearnKMeans):
        with pytest.raises(ValueError) as caught:
            cls(**wrong).fit(blobs[0])
        messages.append((type(caught.value).__name__, str(caught.value).split(" must be")[0]))
    assert messages[0] == messages[1]
    assert messages[0][0] == "InvalidParameterError"


def test_wrong_data_is_refused(blobs, start):
    X = blobs[0]
    with pytest.raises(ValueError, match="n_samples=3 should be >= n_clusters=8"):
        KMeans().fit(X[:3])
    with pytest.raises(ValueError, match="NaN"):
        KMeans(2).fit([[0, np.nan], [1, 2]])
    with pytest.raises(ValueError, match="X has 5 features, but KMeans is expecting 6"):
        KMeans(5).fit(X).predict(X[:, 1:])
    with pytest.raises(NotFittedError):
        KMeans(5).predict(X)
    with pytest.raises(ValueError, match="sample_weight must be finite, not negative"):
        KMeans(5).fit(X, sample_weight=-np.ones(len(X)))


@pytest.mark.parametrize(("k", "columns"), [(4, slice(None)), (5, slice(1, None))])
def test_a_start_of_another_shape_is_refused_in_scikit_learns_words(blobs, start, k, columns):
    said = []
    for cls in (KMeans, SklearnKMeans):
        with pytest.raises(ValueError, match="does not match the number of") as caught:
            cls(k, init=start[:, columns], n_init=1).fit(blobs[0])
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_the_whole_signature_is_scikit_learns():
    ours, theirs = (dict(signature(cls).parameters) for cls in (KMeans, SklearnKMeans))
    assert list(ours) == list(theirs)
    for name, parameter in theirs.items():
        assert (ours[name].default, ours[name].kind) == (parameter.default, parameter.kind)
    for method in ("fit", "predict", "transform", "score", "fit_predict", "fit_transform"):
        names = set(signature(getattr(SklearnKMeans, method)).parameters)
        known = signature(getattr(KMeans, method)).parameters
        assert names <= set(known) or any(p.kind is p.VAR_KEYWORD for p in known.values())


def test_the_algorithm_makes_no_difference(blobs, start):
    for algorithm in ("lloyd", "elkan"):
        ours, theirs = fit_both(blobs[0], start, algorithm=algorithm, tol=0)
        assert_same(ours, theirs)


def test_x_is_never_changed(blobs, start):
    X = blobs[0].copy()
    KMeans(5, init=start, n_init=1, copy_x=False).fit(X)
    assert np.array_equal(X, blobs[0])


def test_verbose_prints_each_round_with_its_inertia(blobs, start, capsys):
    """scikit-learn prints the inertia of the same rounds."""
    printed = []
    for cls in (KMeans, SklearnKMeans):
        model = cls(5, init=start, n_init=1, tol=0, verbose=1).fit(blobs[0])
        lines = re.findall(r"teration (\d+), inertia ([\d.]+)\.\n", capsys.readouterr().out)
        printed.append([(int(number), float(value)) for number, value in lines])
        assert len(lines) == model.n_iter_
    assert [number for number, _ in printed[0]] == [number for number, _ in printed[1]]
    assert np.allclose([v for _, v in printed[0]], [v for _, v in printed[1]])
    KMeans(5, init=start, n_init=1).fit(blobs[0])
    assert capsys.readouterr().out == ""


def test_verbose_names_the_runs(blobs, capsys):
    KMeans(5, n_init=3, random_state=0, verbose=1).fit(blobs[0])
    runs = re.findall(r"^Run (\d), iteration (\d+),", capsys.readouterr().out, re.M)
    for run in "012":
        numbers = [int(number) for name, number in runs if name == run]
        assert numbers == list(range(len(numbers))) and len(numbers) > 1


def test_sparse_data_is_refused_with_what_to_do(blobs):
    with pytest.raises(TypeError, match="toarray"):
        KMeans(2).fit(csr_array(blobs[0]))
    assert not get_tags(KMeans()).input_tags.sparse


@pytest.mark.parametrize("tol", [0, 1e-4, 0.05])
@pytest.mark.parametrize("seed", range(30))
def test_iterations_are_counted_as_in_scikit_learn(seed, tol):
    """Also where a start holds equal rows, or the first assignment is final."""
    rng = np.random.default_rng(seed)
    different = rng.normal(size=(rng.integers(3, 12), 2))
    X = np.concatenate([different, different[rng.integers(0, len(different), 12)]])
    start = X[rng.integers(0, len(X), 3)]
    ours, theirs = fit_both(X, start, tol=tol)
    assert np.array_equal(ours.labels_, theirs.labels_)
    more = theirs.n_iter_ - ours.n_iter_
    # scikit-learn moves X to its mean first: without a tolerance rounding may look like a move.
    assert more == 0 if tol else more in (0, 1)


def test_score_counts_weights(blobs, start, rng):
    weights = rng.random(len(blobs[0]))
    ours, theirs = fit_both(blobs[0], start)
    assert ours.score(blobs[0], None, weights) == pytest.approx(
        theirs.score(blobs[0], None, weights)
    )


def test_a_callable_start_gets_the_random_state(blobs):
    def drawn(X, n_clusters, random_state):
        seen.append(random_state.randint(1000))
        return X[:n_clusters]

    seen = []
    for seed in (7, 7, 8):
        KMeans(3, init=drawn, n_init=1, random_state=seed).fit(blobs[0])
    assert seen[0] == seen[1] == np.random.RandomState(7).randint(1000) != seen[2]


def test_weights_reach_every_way_to_fit(blobs, start, rng):
    X, weights = blobs[0], rng.random(300) * (np.arange(300) < 200)
    fitted = KMeans(5, init=start, n_init=1).fit(X, sample_weight=weights)
    again = KMeans(5, init=start, n_init=1)
    assert np.array_equal(again.fit_predict(X, sample_weight=weights), fitted.labels_)
    assert np.array_equal(again.fit_transform(X, sample_weight=weights), fitted.transform(X))
    pipeline = make_pipeline(KMeans(5, init=start, n_init=1))
    assert np.array_equal(pipeline.fit_predict(X, kmeans__sample_weight=weights), fitted.labels_)
    assert not np.allclose(KMeans(5, init=start, n_init=1).fit(X).inertia_, fitted.inertia_)


def test_weights_are_routed_through_a_pipeline_and_a_search(blobs, start):
    X, weights = blobs[0], np.repeat([1.0, 0.0], [250, 50])
    model = KMeans(5, init=start, n_init=1)
    with config_context(enable_metadata_routing=True):
        model.set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        pipeline = make_pipeline(StandardScaler().set_fit_request(sample_weight=False), model)
        pipeline.fit(X, sample_weight=weights)
        alone = KMeans(5, init=start, n_init=1)
        alone.fit(StandardScaler().fit_transform(X), sample_weight=weights)
        assert np.allclose(pipeline[-1].cluster_centers_, alone.cluster_centers_)
        search = GridSearchCV(model, {"tol": [0, 10]}, cv=[(np.arange(250), np.arange(200, 300))])
        search.fit(X, sample_weight=weights)
        best = clone(model).set_params(**search.best_params_).fit(X[:250])
        expected = best.score(X[200:250])  # the others weigh nothing
        assert search.best_score_ == pytest.approx(expected)


def test_set_output_names_the_columns(blobs, start):
    model = KMeans(5, init=start, n_init=1).set_output(transform="pandas")
    frame = model.fit_transform(blobs[0])
    assert list(frame.columns) == [f"kmeans{j}" for j in range(5)]
    assert np.allclose(frame, np.linalg.norm(blobs[0][:, None] - model.cluster_centers_, axis=2))
