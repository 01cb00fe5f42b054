"""What Apollo makes of the HTML of a template: sanitised, wrapped whole, and turned into text."""

import html
import re
from html.parser import HTMLParser

_HEAD = "<html><head></head><body>"
_TAIL = "</body></html>"
_GONE_WITH_CONTENT = {"script", "style", "iframe", "object", "noscript", "title", "template"}
_GONE = {"html", "head", "body", "meta", "link", "base", "embed", "!doctype"}
_BLOCKS = re.compile(r"</?(?:div|p|li|ul|ol|table|tr|h[1-6]|blockquote)\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v]*")
_ADDRESSES = {"href", "src", "action", "background"}


def wrapped(body: str) -> str:
    """Return `body` as it reads back: `<p>Hi` becomes a whole document [VCR]; empty stays empty."""
    cleaned = sanitised(body)
    return f"{_HEAD}{cleaned}{_TAIL}" if cleaned else ""


def sanitised(body: str) -> str:
    """Remove what Apollo calls unsafe tags and attributes [OAS]; the rest is left as it came."""
    cleaner = _Cleaner()
    cleaner.feed(body)
    cleaner.close()
    return "".join(cleaner.kept)


def text_of(body_html: str) -> str:
    """Derive `body_text`: `<br>` is a line break, separate blocks run together [CREA]."""
    inner = sanitised(body_html).replace("\n", " ")
    inner = _BREAK.sub("\n", inner)
    inner = _TAG.sub("", _BLOCKS.sub(" ", inner))
    inner = re.sub(r"[ \t]+", " ", html.unescape(inner))
    return _BLANKS.sub("\n", inner).strip()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._gone: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _GONE_WITH_CONTENT:
            self._gone.append(tag)
        if self._gone or tag in _GONE:
            return
        if all(_safe(*attribute) for attribute in attrs):
            self.kept.append(self.get_starttag_text() or "")
            return
        spelt = "".join(
            f' {name}="{html.escape(value or "")}"' for name, value in attrs if _safe(name, value)
        )
        self.kept.append(f"<{tag}{spelt}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _GONE_WITH_CONTENT:
            self._gone.remove(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._gone:
            self._gone.remove(tag)
        elif not self._gone and tag not in _GONE:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._gone:
            self.kept.append(text)


def _safe(name: str, value: str | None) -> bool:
    if name.startswith("on"):
        return False
    address = re.sub(r"\s", "", value or "").lower()
    return name not in _ADDRESSES or not address.startswith(("javascript:", "vbscript:"))
