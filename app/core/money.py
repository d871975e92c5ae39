"""Money as whole fen: showing, reading, sharing out and taking percentages without losing one."""

from decimal import ROUND_HALF_UP, Decimal

# The highest amount that any single price or total may have: 10 million yuan.
MAX_FEN = 1_000_000_000


def show(fen: int) -> str:
    """`fen` as yuan with two decimals and no sign of the currency: 1234 -> "12.34"."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def short(fen: int) -> str:
    """Like `show`, without trailing zeros, for menus: 3800 -> "38", 1250 -> "12.5"."""
    text = show(fen)
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_yuan(text: str) -> int:
    """Read an amount in yuan, as people write it, into fen.

    Takes "38", "38.5", "￥38.50", "1,280". Raises ValueError when it is no amount, is negative, has
    more than two decimals, or is above `MAX_FEN`.
    """
    amount = text.strip().lstrip("¥￥").removesuffix("元").strip()
    cleaned = amount.replace(",", "").replace("，", "")
    try:
        fen = Decimal(cleaned) * 100
    except ArithmeticError:
        # No number, or one with an exponent beyond all that is counted with.
        raise ValueError(text) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen <= MAX_FEN:
        raise ValueError(text)
    return int(fen)


def percent(fen: int, basis_points: int) -> int:
    """`basis_points` hundredths of a per cent of `fen`, rounded half up to a whole fen."""
    return int((Decimal(fen) * basis_points / 10_000).quantize(Decimal(1), ROUND_HALF_UP))


def split(fen: int, weights: list[int]) -> list[int]:
    """Share `fen` out in proportion to `weights` so that the parts sum to the whole.

    Largest remainder method: each part gets its floor, the fen left over go to the largest
    fractions, earlier ones first. Raises ValueError when there is no weight to share by.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError(weights)
    parts = [fen * weight // total for weight in weights]
    by_fraction = sorted(range(len(weights)), key=lambda i: (-(fen * weights[i] % total), i))
    for i in by_fraction[: fen - sum(parts)]:
        parts[i] += 1
    return parts
