"""Every span that the run ends, wherever it was opened."""

from collections.abc import Iterator, Mapping

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider

from .hearing import sift


class Heard(SpanProcessor):
    """Hears what a span shows once it has ended."""

    def on_end(self, span: ReadableSpan) -> None:
        shown = [span.name, *_texts(span.attributes), str(span.status.description)]
        for event in span.events:
            shown += [event.name, *_texts(event.attributes)]
        sift("span", "\n".join(shown).encode())


def hear() -> None:
    """Have every tracer of this process make spans, for the whole run."""
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(Heard())
    trace.set_tracer_provider(provider)


def _texts(attributes: Mapping[str, object] | None) -> Iterator[str]:
    for name, value in (attributes or {}).items():
        yield f"{name}={value}"
