"""The counts of a campaign, in lines."""

from collections import Counter

from .campaign import Result

ENDS = ("done", "refused", "unknown", "open", "silent")


def lines(result: Result, database: str) -> list[str]:
    """Spell a result."""
    plan, told = result.plan, result.told
    answers = sum(len(each.heard) for each in told)
    ends = Counter(each.final for each in told)
    resolved = sum(
        each.final in ("done", "refused") and any(it.status == 504 for it in each.heard)
        for each in told
    )
    found = [
        (
            f"{database}: seed {plan.seed}, {len(told)} writes, {answers} requests,"
            f" {result.seconds:.1f} s, {result.virtual / 3600:.1f} h of the clocks' time"
        ),
        "  ends: " + counted(ends),
        (
            f"  unknown at some time: {resolved} resolved, {ends['unknown'] + ends['open']} still"
            " reported as unknown"
        ),
        "  without a last answer, as Segue says: "
        + counted(Counter(each.standing for each in told if each.standing)),
        "  manners: " + counted(Counter(each.manner for each in told)),
        "  answers: " + counted(Counter(str(it.status) for one in told for it in one.heard)),
        "  faults struck: " + counted(result.struck),
        "  events: " + counted(result.events),
    ]
    for provider in sorted({each.ask.provider for each in told}):
        found.append(f"  {provider}")
        rows: dict[str, Counter[str]] = {}
        for each in told:
            if each.ask.provider == provider:
                rows.setdefault(each.ask.operation, Counter())[each.final] += 1
        width = max(map(len, rows))
        for operation, counts in sorted(rows.items()):
            cells = "".join(f"{counts[end] or '':>9}" for end in ENDS)
            found.append(f"    {operation:{width}}{cells}")
    found.append(f"  violations: {len(result.violations)}")
    found += [str(each) for each in result.violations]
    return found


def counted(counts: Counter[str]) -> str:
    """Spell counts on one line."""
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()) if number)
