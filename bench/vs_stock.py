"""Our list of 200 follow-ups beside the page everybody would write first, and beside itself without its cache."""

import urllib.request

from bench.ground import SMALL, ground, served
from bench.load import Load, generator, load
from bench.rows import Row, middle, short, spread

ROUNDS, SECONDS, WARM = 5, 6, 3
AIM = 20
OURS, STOCK, NOTHING = "/follow_ups/?list=due", "/bench/stock/", "/bench/nothing/"
SERVED = "from one granian wsgi server of 2 workers and 4 threads"


def measure() -> list[Row]:
    """The same server for ours, the stock page and an empty answer; a second one whose cache keeps nothing."""
    here = ground()
    database = here.database(SMALL)
    cookie = here.cookie(database)
    with served(database) as (url, _process), served(database, BENCH_CACHE="off") as (drawn_anew, _other):
        asked = {"ours": url + OURS, "stock": url + STOCK, "nothing": url + NOTHING, "uncached": drawn_anew + OURS}
        sizes = {name: _check(address, cookie) for name, address in asked.items()}
        for address in asked.values():
            load(address, cookie, WARM)
        found: dict[str, list[Load]] = {name: [] for name in asked}
        for _round in range(ROUNDS):
            for name, address in asked.items():
                found[name].append(load(address, cookie, SECONDS))
    return [_vs_stock(found, sizes), _vs_uncached(found)]


def _rates(found: list[Load]) -> list[float]:
    return [one.per_second for one in found]


def _ratios(found: dict[str, list[Load]], peer: str) -> list[float]:
    return [one / other for one, other in zip(_rates(found["ours"]), _rates(found[peer]), strict=True)]


def _how() -> str:
    return f"{generator()} sharing the cores, {SECONDS} s each, {ROUNDS} interleaved rounds, medians"


def _vs_stock(found: dict[str, list[Load]], sizes: dict[str, int]) -> Row:
    ours, stock, nothing = (_rates(found[name]) for name in ("ours", "stock", "nothing"))
    ratios, limit = _ratios(found, "stock"), middle(nothing) / middle(stock)
    slow = [short(middle([one.p99_ms for one in found[name]])) for name in ("ours", "stock")]
    method = (
        f"Requests a second for 200 due follow-ups of {SMALL} patients ({sizes['ours'] // 1024} KiB) and for a stock page of the "
        f"same rows ({sizes['stock'] // 1024} KiB: queryset with one join, plain Django template, ten columns of which one is a "
        f"date), behind the same middleware and session, {SERVED}; {_how()}. Ratios of the rounds {spread(ratios)}; "
        f"ours {spread(ours)}, stock {spread(stock)} a second; p99 {slow[0]} and {slow[1]} ms. The floor is an empty answer "
        f"behind the same middleware, {spread(nothing)} a second, {short(limit)} times the stock page: no page can be quicker. "
        f"Aim: at least {AIM}{'' if middle(ratios) >= AIM else ', MISSED'}."
    )
    peer = f"stock ORM and template page, {short(middle(stock))} requests/s"
    return Row("page.list.vs_stock", middle(ours), "requests/s", method, middle(nothing), peer, middle(ratios))


def _vs_uncached(found: dict[str, list[Load]]) -> Row:
    ours, uncached = _rates(found["ours"]), _rates(found["uncached"])
    ratios = _ratios(found, "uncached")
    method = (
        f"The same list beside itself with a cache that keeps nothing, so that ORM and template draw each of its 200 rows "
        f"anew; each {SERVED}; {_how()}. Ratios of the rounds {spread(ratios)}; uncached {spread(uncached)} a second."
    )
    peer = f"the same page without its cache, {short(middle(uncached))} requests/s"
    return Row("page.list.vs_uncached", middle(ours), "requests/s", method, None, peer, middle(ratios))


def _check(url: str, cookie: str) -> int:
    """Each must show two hundred rows before anything is compared."""
    request = urllib.request.Request(url, headers={"Cookie": cookie})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        body: bytes = answer.read()
    rows = max(body.count(b"<tr>") - 1, body.count(b'class="follow-up-row"'))
    if rows != 200 and NOTHING not in url:
        raise RuntimeError(f"{url} shows {rows} rows")
    return len(body)
