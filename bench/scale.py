"""How much is done in a run: enough to claim a ratio, or, with QUICK, just enough to see that everything still works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The sizes of a run."""

    name: str
    rounds: int
    singles: int  # operations of one caller in a round
    calls: int  # operations of all callers together in a round
    stored: int  # records that lie there when something is opened, found or erased
    bulk: int  # records of a bulk store, and of opening everything
    erased: tuple[int, int]  # records of the two persons who are erased
    log: int  # entries of the ledger that is verified
    values: int  # values that are protected in a round
    growth: tuple[int, ...]  # records among which single operations are timed
    gdpr_records: int
    gdpr_operations: int
    gdpr_seconds: float  # after which a mix is cut short and extrapolated
    requests: int  # requests to the API in a round


FULL = Scale(
    name="full", rounds=7, singles=400, calls=4000, stored=20_000, bulk=200_000, erased=(10, 10_000), log=1_000_000,
    values=20_000, growth=(10_000, 100_000, 1_000_000), gdpr_records=100_000, gdpr_operations=10_000, gdpr_seconds=120.0,
    requests=2000,
)  # fmt: skip
QUICK = Scale(
    name="quick", rounds=1, singles=20, calls=128, stored=300, bulk=500, erased=(3, 30), log=3000,
    values=200, growth=(100, 200), gdpr_records=300, gdpr_operations=60, gdpr_seconds=5.0,
    requests=60,
)  # fmt: skip
SMALL = Scale(
    name="small", rounds=3, singles=150, calls=1500, stored=2000, bulk=10_000, erased=(10, 500), log=50_000,
    values=3000, growth=(2000, 10_000), gdpr_records=5000, gdpr_operations=500, gdpr_seconds=20.0,
    requests=400,
)  # fmt: skip
SCALES = {scale.name: scale for scale in (FULL, QUICK, SMALL)}
