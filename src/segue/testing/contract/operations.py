"""Every operation is done, or refused, as its row says."""

from segue.spi.capability import OPERATIONS
from segue.spi.provider import Provider
from segue.testing.contract.asking import refused
from segue.testing.contract.doing import DOING
from segue.testing.world import World


def test_the_manifest_does_what_the_table_says(provider: Provider) -> None:
    """A usable operation would be missing, or one that is refused would lie about unused."""
    done = set(provider.writes) | set(provider.queries)
    assert done == {name for name in OPERATIONS if provider.capabilities[name].usable}
    assert not set(provider.writes) & set(provider.queries)


async def test_an_operation_tells_the_truth(stage: World, operation: str) -> None:
    """An operation would be promised and not done, or be refused although it can be done."""
    if stage.provider.capabilities[operation].usable:
        await DOING[operation](stage)
    else:
        await refused(stage, operation)
