"""The four mixes in the manner of GDPRbench, with every answer checked."""

from collections.abc import Iterator

from bench.gdpr import statement
from bench.gdpr.azukari_store import AzukariStore
from bench.gdpr.driver import Driver, Model, Store, check_all
from bench.gdpr.mixes import MIXES, MOST_LINES, operations
from bench.gdpr.plain_store import PlainStore
from bench.gdpr.records import LIFETIMES, Record, record
from bench.ground import Ground, ground, statement_files
from bench.harness import Contest, check
from bench.keeping import keeping
from bench.scale import Scale

# Shares of the baseline's operations per second, as the greatest ratio of the costs.
TARGETS = {"customer": 1 / 0.8, "controller": 1 / 0.8, "processor": 1 / 0.6, "regulator": 1 / 0.6}
_BASELINE = "plain PostgreSQL with the same indexes"
_ROUNDS = 3


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for each mix, each on records that were loaded afresh."""
    records = [record(key) for key in range(scale.gdpr_records)]
    for mix in MIXES:
        yield from _mix(made, mix, records, scale)


def _mix(made: Ground, mix: str, records: list[Record], scale: Scale) -> Iterator[Contest]:
    rounds = min(scale.rounds, _ROUNDS)
    bundle = statement_files() | statement.files()
    with ground(made.folder / mix, bundle) as own, keeping(own, service=statement.service(0)) as keeper:
        ours, theirs = AzukariStore(own, keeper, records), PlainStore(own.plain, records)
        stores: list[Store] = [ours, theirs]
        models = [Model({one.key: one for one in records}) for _ in stores]
        if mix == "regulator":
            _run_out(ours, theirs, models)
        drivers = [
            Driver(store, model, operations(mix, records=len(records), seed=1), mix, scale.gdpr_seconds / rounds)
            for store, model in zip(stores, models, strict=True)
        ]
        count = max(len(MIXES[mix]), scale.gdpr_operations // (rounds + 1))
        contest = Contest(
            f"GDPRbench-style: {mix}", _BASELINE, ours=lambda: drivers[0].round(count),
            theirs=lambda: drivers[1].round(count), target=TARGETS[mix], rounds=rounds,
            notes=(f"{len(records):,} records; {count:,} operations in a round, each answer checked",),
            later=lambda: _cut(drivers),
        )  # fmt: skip
        yield contest
        for driver in drivers:
            check_all(driver)


def _cut(drivers: list[Driver]) -> tuple[str, ...]:
    sides = [side for side, driver in zip(("ours", "the baseline"), drivers, strict=True) if driver.cut]
    return (
        (f"extrapolated: the time of a round was over before all operations of {' and '.join(sides)}",) if sides else ()
    )


def _run_out(ours: AzukariStore, theirs: PlainStore, models: list[Model]) -> None:
    ended = [key for key in models[0].held if key % LIFETIMES == 0]
    check(ours.run_out() == theirs.run_out() == len(ended), "not every record whose time is over was destroyed")
    for model in models:
        for key in ended:
            model.drop(key)
    ours.fill_log(list(models[0].held.values()), MOST_LINES)
