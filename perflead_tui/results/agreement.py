"""How much raters agree: indices for one group of raters who rate one leader.

Ratings are a raters x items matrix (one column may be given flat) of whole numbers 1..options, NaN where an answer is
missing. numpy is imported when an index is computed, so that the exact critical values do without it.

* r_wg, r_wg(J): James, Demaree and Wolf (1984), Journal of Applied Psychology 69, 85-98.
* r*_wg(J): Lindell, Brandt and Whitney (1999), Applied Psychological Measurement 23, 127-135.
* a_wg: Brown and Hauenstein (2005), Organizational Research Methods 8, 165-184.
* AD: Burke, Finkelstein and Dusig (1999), Organizational Research Methods 2, 49-68.
* Critical values: Dunlap, Burke and Smith-Crowe (2003), Journal of Applied Psychology 88, 356-362; here exact.
"""

from fractions import Fraction
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Matrix = NDArray[np.float64]

Null = Literal["uniform", "slight", "moderate", "heavy"]

# Variances of skewed answers on five options (James, Demaree and Wolf 1984; LeBreton and Senter 2008, table 2).
_SKEWED: dict[str, float] = {"slight": 1.34, "moderate": 0.90, "heavy": 0.44}
_EXACT_UP_TO = 60  # raters; beyond, the normal limit is within 0.01 of the exact value (0.002 from 5 options on)
_PAIR = 2


def null_variance(options: int, null: Null = "uniform") -> float:
    """The variance of answers without agreement: (A^2 - 1) / 12 if uniform. The skewed ones are known for 5 options."""
    if null == "uniform":
        return float(_uniform_variance(options))
    if null not in _SKEWED or options != 5:
        raise ValueError(f"no variance of a {null!r} null is known for {options} options")
    return _SKEWED[null]


def rwg(ratings: "ArrayLike", options: int, null: Null = "uniform") -> "float | Matrix":
    """r_wg = 1 - s^2 / sigma^2 of every item; a plain number for one item. NaN below 2 raters; may be negative."""
    values = 1 - _variances(_matrix(ratings, options)) / null_variance(options, null)
    return float(values[0]) if values.size == 1 else values


def rwg_j(ratings: "ArrayLike", options: int, null: Null = "uniform") -> float:
    """r_wg(J) = J (1 - q) / (J (1 - q) + q), q = mean s^2 / sigma^2 over J items; 0 where q > 1, as is customary."""
    variances = _variances(_matrix(ratings, options))
    ratio = float(variances.mean()) / null_variance(options, null)
    if ratio > 1:
        return 0.0
    agreement = variances.size * (1 - ratio)
    return agreement / (agreement + ratio)


def r_star_wg_j(ratings: "ArrayLike", options: int, null: Null = "uniform") -> float:
    """r*_wg(J) = 1 - mean s^2 / sigma^2 over the items: unlike r_wg(J) it does not grow with their number."""
    return 1 - float(_variances(_matrix(ratings, options)).mean()) / null_variance(options, null)


def a_wg(ratings: "ArrayLike", options: int) -> float:
    """a_wg = 1 - 2 s^2 / ((H + L) M - M^2 - H L) (k - 1) / k, averaged over the items: 1 to -1, whatever the mean.

    An item all of whose k raters gave one answer counts as 1. Items whose mean M is too near an end of the scale to be
    judged (outside (L (k - 1) + H) / k to (H (k - 1) + L) / k) leave the average; NaN if no item is left.
    """
    import numpy as np

    values = []
    for column in _matrix(ratings, options).T:
        given = column[~np.isnan(column)]
        k, mean = given.size, float(given.mean()) if given.size else np.nan
        if k < _PAIR or (given == given[0]).all():
            values.append(1.0 if k >= _PAIR else np.nan)
        elif min(mean - 1, options - mean) < (options - 1) / k - 1e-12:
            values.append(np.nan)
        else:
            most = ((options + 1) * mean - mean**2 - options) * k / (k - 1)
            values.append(1 - 2 * float(given.var(ddof=1)) / most)
    known = [value for value in values if not np.isnan(value)]
    return sum(known) / len(known) if known else float("nan")


def ad_index(ratings: "ArrayLike", options: int | None = None, around: Literal["mean", "median"] = "mean") -> float:
    """AD_M(J) or AD_Md(J): the mean absolute deviation from the item's mean or median, averaged over the items.

    In points of the scale; A / 6 or less counts as agreement on A options. `options` only checks the ratings.
    """
    import numpy as np

    matrix = _matrix(ratings, options)
    centre = np.nanmean(matrix, axis=0) if around == "mean" else np.nanmedian(matrix, axis=0)
    return float(np.nanmean(np.abs(matrix - centre), axis=0).mean())


def critical_rwg(n: int, options: int, alpha: float = 0.05) -> float:
    """The smallest r_wg that n raters who answer at random (uniformly) reach with a chance of at most `alpha`.

    Exact up to 60 raters; beyond, from the normal limit of the sample variance. ValueError below 2 raters or options;
    NaN if even perfect agreement is more likely than `alpha`.
    """
    variance = critical_variance(n, options, alpha)
    return float("nan") if variance is None else float(1 - variance / _uniform_variance(options))


@lru_cache(maxsize=512)
def critical_variance(n: int, options: int, alpha: float = 0.05) -> Fraction | None:
    """The largest sample variance s^2 with P(s^2 or less) <= alpha under the uniform null; None if there is none."""
    if n < _PAIR or options < _PAIR or not 0 < alpha < 1:
        raise ValueError("critical values need 2 raters, 2 options and an alpha between 0 and 1")
    if n > _EXACT_UP_TO:
        return _limit_variance(n, options, alpha)
    allowed = Fraction(alpha).limit_denominator(10**9) * options**n
    below, critical = 0, None
    for spread, ways in _spreads(n, options):
        below += ways
        if below > allowed:
            break
        critical = Fraction(spread, 4 * n * (n - 1))
    return critical


def _spreads(n: int, options: int) -> list[tuple[int, int]]:
    """All values of 4 n (n - 1) s^2 of n uniform answers, ascending, and in how many of options^n ways each arises.

    Dynamic programming over (sum, sum of squares) of the answers, which are doubled and centred to be whole numbers.
    The counts for one sum are the coefficients of a polynomial in the sum of squares, packed into one large integer;
    its exponents are the squares less the smallest one, divided by the step between them.
    """
    answers = range(1 - options, options, 2)
    least, step = (1, 8) if options % 2 == 0 else (0, 4)
    bits = 4 * (n * options.bit_length() // 4 + 1)  # whole hexadecimal digits
    shifts = [(answer, (answer * answer - least) // step * bits) for answer in answers]
    rows = {0: 1}
    for _ in range(n):
        added: dict[int, int] = {}
        for total, packed in rows.items():
            for answer, shift in shifts:
                added[total + answer] = added.get(total + answer, 0) + (packed << shift)
        rows = added
    ways: dict[int, int] = {}
    for total, packed in rows.items():
        for exponent, count in _coefficients(packed, bits):
            spread = n * (n * least + exponent * step) - total * total
            ways[spread] = ways.get(spread, 0) + count
    return sorted(ways.items())


def _coefficients(packed: int, bits: int) -> list[tuple[int, int]]:
    """Exponents and counts of a packed polynomial, those that are not 0."""
    digits = f"{packed:x}"
    width = bits // 4
    digits = digits.zfill(-(-len(digits) // width) * width)
    counts = (int(digits[at : at + width], 16) for at in range(len(digits) - width, -1, -width))
    return [(exponent, count) for exponent, count in enumerate(counts) if count]


def _limit_variance(n: int, options: int, alpha: float) -> Fraction:
    """sigma^2 + z sd(s^2), with var(s^2) = (mu_4 - sigma^4 (n - 3) / (n - 1)) / n and z the normal alpha point."""
    variance = _uniform_variance(options)
    fourth = Fraction(sum((2 * answer - options - 1) ** 4 for answer in range(1, options + 1)), 16 * options)
    deviation = sqrt((fourth - variance**2 * Fraction(n - 3, n - 1)) / n)
    return variance + Fraction(NormalDist().inv_cdf(alpha) * deviation)


def _uniform_variance(options: int) -> Fraction:
    if options < _PAIR:
        raise ValueError("a scale has at least 2 options")
    return Fraction(options**2 - 1, 12)


def _matrix(ratings: "ArrayLike", options: int | None) -> "Matrix":
    """`ratings` as raters x items. ValueError unless it has 2 raters, an item and answers from 1 to `options`."""
    import numpy as np

    matrix = np.asarray(ratings, dtype=np.float64)
    if matrix.ndim == 1:
        matrix = matrix[:, np.newaxis]
    if matrix.ndim != _PAIR or matrix.shape[0] < _PAIR or matrix.shape[1] == 0:
        raise ValueError("ratings are a raters x items matrix with at least 2 raters and 1 item")
    given = matrix[~np.isnan(matrix)]
    if options is not None and given.size and (given.min() < 1 or given.max() > options):
        raise ValueError(f"ratings must lie from 1 to {options}")
    return matrix


def _variances(matrix: "Matrix") -> "Matrix":
    """Sample variances (n - 1) of the columns that at least 2 raters answered; NaN if there is none."""
    import numpy as np

    enough = (~np.isnan(matrix)).sum(axis=0) >= _PAIR
    if not enough.any():
        return np.full(1, np.nan)
    variances: Matrix = np.nanvar(matrix[:, enough], axis=0, ddof=1)
    return variances
