"""How far scores tell leaders apart, or items belong together: intraclass correlations and alpha.

* One-way ICC(1) and ICC(2) of leaders and their raters: Bliese (2000), in Klein and Kozlowski, Multilevel Theory,
  349-381; McGraw and Wong (1996), Psychological Methods 1, 30-46.
* The six ICCs of targets x judges: Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428.
* Alpha: Cronbach (1951), Psychometrika 16, 297-334.

Groups are a list with one sequence of ratings a leader, of any sizes, or a targets x judges matrix; NaN is missing.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Groups = Sequence[ArrayLike] | NDArray[np.float64]

_PAIR = 2


class ShroutFleiss(NamedTuple):
    """The six ICCs in the order of the paper: single judge (1,1), (2,1), (3,1), then the mean of k judges."""

    icc_1_1: float
    icc_2_1: float
    icc_3_1: float
    icc_1_k: float
    icc_2_k: float
    icc_3_k: float


class _OneWay(NamedTuple):
    between: float
    within: float
    size: float


def group_size(groups: "Groups") -> float:
    """The group size that the one-way ICCs use: (N - sum(n_g^2) / N) / (G - 1); of equal groups, their size."""
    return _one_way(groups).size


def icc1(groups: "Groups") -> float:
    """ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW), k = `group_size(groups)`: the reliability of one rating."""
    between, within, size = _one_way(groups)
    return _ratio(between - within, between + (size - 1) * within)


def icc2(groups: "Groups") -> float:
    """ICC(2) = (MSB - MSW) / MSB: the reliability of the mean of a group of the size `group_size(groups)`."""
    between, within, _ = _one_way(groups)
    return _ratio(between - within, between)


def icc_k(groups: "Groups", k: float | None = None) -> float:
    """k ICC(1) / (1 + (k - 1) ICC(1)) (Spearman-Brown): the reliability of the mean of `k` ratings.

    Without `k` it is `group_size(groups)`, which makes it ICC(2). ValueError unless k is positive.
    """
    size = group_size(groups) if k is None else k
    if not size > 0:
        raise ValueError("k must be positive")
    single = icc1(groups)
    return _ratio(size * single, 1 + (size - 1) * single)


def shrout_fleiss(ratings: "ArrayLike") -> ShroutFleiss:
    """The six ICCs of a complete targets x judges matrix. ValueError if it is smaller than 2 x 2 or has gaps."""
    import numpy as np

    matrix = np.asarray(ratings, dtype=np.float64)
    if matrix.ndim != _PAIR or min(matrix.shape) < _PAIR or np.isnan(matrix).any():
        raise ValueError("ratings are a complete targets x judges matrix of at least 2 x 2")
    n, k = matrix.shape
    mean = matrix.mean()
    targets = k * float(((matrix.mean(axis=1) - mean) ** 2).sum())
    judges = n * float(((matrix.mean(axis=0) - mean) ** 2).sum())
    rest = max(0.0, float(((matrix - mean) ** 2).sum()) - targets - judges)
    bms, jms, ems = targets / (n - 1), judges / (k - 1), rest / ((n - 1) * (k - 1))
    wms = (judges + rest) / (n * (k - 1))
    return ShroutFleiss(
        _ratio(bms - wms, bms + (k - 1) * wms),
        _ratio(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        _ratio(bms - ems, bms + (k - 1) * ems),
        _ratio(bms - wms, bms),
        _ratio(bms - ems, bms + (jms - ems) / n),
        _ratio(bms - ems, bms),
    )


def cronbach_alpha(ratings: "ArrayLike", options: int | None = None) -> float:
    """k / (k - 1) (1 - sum of item variances / variance of the sum) of a raters x items matrix.

    Raters with a missing answer are left out. `options` only checks the ratings. ValueError below 2 items or raters.
    """
    import numpy as np

    matrix = np.asarray(ratings, dtype=np.float64)
    if matrix.ndim != _PAIR or matrix.shape[1] < _PAIR:
        raise ValueError("ratings are a raters x items matrix with at least 2 items")
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    if complete.shape[0] < _PAIR:
        raise ValueError("alpha needs 2 raters who answered every item")
    if options is not None and (complete.min() < 1 or complete.max() > options):
        raise ValueError(f"ratings must lie from 1 to {options}")
    k = int(complete.shape[1])
    parts, whole = float(complete.var(axis=0, ddof=1).sum()), float(complete.sum(axis=1).var(ddof=1))
    return k / (k - 1) * (1 - _ratio(parts, whole))


def _one_way(groups: "Groups") -> _OneWay:
    """Mean squares between and within groups, and the group size. ValueError if they cannot be told."""
    import numpy as np

    rated = [np.asarray(group, dtype=np.float64) for group in groups]
    if any(group.ndim != 1 for group in rated):
        raise ValueError("groups are a list of sequences of ratings, or a targets x judges matrix")
    rated = [group[~np.isnan(group)] for group in rated]
    rated = [group for group in rated if group.size]
    sizes = np.array([group.size for group in rated], dtype=np.float64)
    count = float(sizes.sum())
    if len(rated) < _PAIR or count <= len(rated):
        raise ValueError("an ICC needs 2 groups, one of them with 2 ratings")
    means = np.array([group.mean() for group in rated])
    grand = float((sizes * means).sum()) / count
    between = float((sizes * (means - grand) ** 2).sum()) / (len(rated) - 1)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in rated) / (count - len(rated))
    size: float = (count - float((sizes**2).sum()) / count) / (len(rated) - 1)
    return _OneWay(between, within, size)


def _ratio(part: float, whole: float) -> float:
    """`part / whole`, NaN where nothing varies."""
    return part / whole if whole else float("nan")
