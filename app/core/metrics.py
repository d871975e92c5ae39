"""What this process counts for `/metrics`: requests, statements, hints, the runs of jobs."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()

_TIMES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "kaifan_http_requests",
    "Requests answered, by view and status",
    ("view", "status"),
    registry=REGISTRY,
)
# By face, not by view: eleven lines for each of four hundred views would be most of the answer.
REQUEST_SECONDS = Histogram(
    "kaifan_http_request_seconds",
    "How long requests took, by face",
    ("face",),
    buckets=_TIMES_S,
    registry=REGISTRY,
)
STATEMENTS = Counter("kaifan_sql_statements", "Statements sent to the database", registry=REGISTRY)
SLOW_STATEMENTS = Counter(
    "kaifan_sql_slow_statements", "Statements that were slower than the limit", registry=REGISTRY
)
ACTIONS = Counter(
    "kaifan_actions", "What was done and audited, by its name", ("action",), registry=REGISTRY
)
JOB_RUNS = Counter(
    "kaifan_job_runs", "Runs of scheduled jobs, by outcome", ("job", "outcome"), registry=REGISTRY
)
