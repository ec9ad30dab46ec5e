"""Slack's limits, each once, beside where it is written."""

from dataclasses import dataclass

BLOCKS = "https://docs.slack.dev/reference/block-kit/blocks"
ELEMENTS = "https://docs.slack.dev/reference/block-kit/block-elements"
OBJECTS = "https://docs.slack.dev/reference/block-kit/composition-objects"


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that Slack takes, by `source`; `stay` is what we keep to where that is less.

    Characters are UTF-16 units, the largest way of counting them.
    """

    most: int
    source: str
    stay: int | None = None
    why: str = ""

    @property
    def keep(self) -> int:
        """What our own messages keep to."""
        return self.most if self.stay is None else self.stay


# Older pages of the same references name half of some limits (6 series, 100 rows, 10,000
# characters of cells); workspaces change over time, so our messages keep to the older ones.
OLDER = "older versions of the page"

BOUNDS: dict[str, Bound] = {
    "message.text": Bound(
        40_000,
        "https://docs.slack.dev/reference/methods/chat.postMessage#truncating",
        3_900,
        "4,000 is Slack's advice, and the most that chat.update takes",
    ),
    "message.blocks": Bound(50, BLOCKS),
    "message.characters": Bound(
        11_340,
        "https://github.com/slackapi/bolt-js/issues/2867",
        10_000,
        "undocumented (msg_blocks_too_long); some pass up to about 13,200: bolt-js#2509",
    ),
    "message.charts": Bound(2, f"{BLOCKS}/data-visualization-block"),
    "message.tables": Bound(
        1, f"{BLOCKS}/table-block", why="else invalid_attachments, only_one_table_allowed"
    ),
    "message.markdown": Bound(12_000, f"{BLOCKS}/markdown-block"),
    "block.id": Bound(255, BLOCKS),
    "section.text": Bound(3_000, f"{BLOCKS}/section-block"),
    "section.fields": Bound(10, f"{BLOCKS}/section-block"),
    "field.text": Bound(2_000, f"{BLOCKS}/section-block"),
    "header.text": Bound(150, f"{BLOCKS}/header-block"),
    "context.elements": Bound(10, f"{BLOCKS}/context-block"),
    "context_actions.elements": Bound(5, f"{BLOCKS}/context-actions-block"),
    "actions.elements": Bound(25, f"{BLOCKS}/actions-block"),
    "image.url": Bound(3_000, f"{BLOCKS}/image-block"),
    "image.alt_text": Bound(2_000, f"{BLOCKS}/image-block"),
    "text.text": Bound(3_000, f"{OBJECTS}/text-object"),
    "action.id": Bound(255, ELEMENTS),
    "button.text": Bound(75, f"{ELEMENTS}/button-element"),
    "button.value": Bound(2_000, f"{ELEMENTS}/button-element"),
    "button.url": Bound(3_000, f"{ELEMENTS}/button-element"),
    "button.label": Bound(75, f"{ELEMENTS}/button-element"),
    "select.options": Bound(100, f"{ELEMENTS}/select-menu-element"),
    "overflow.options": Bound(5, f"{ELEMENTS}/overflow-menu-element"),
    "option.text": Bound(75, f"{OBJECTS}/option-object"),
    "option.value": Bound(150, f"{OBJECTS}/option-object"),
    "table.rows": Bound(201, f"{BLOCKS}/data-table-block", 101, OLDER),
    "table.columns": Bound(20, f"{BLOCKS}/data-table-block"),
    "table.characters": Bound(20_000, f"{BLOCKS}/data-table-block", 10_000, OLDER),
    "table.page": Bound(100, f"{BLOCKS}/data-table-block"),
    "chart.title": Bound(50, f"{BLOCKS}/data-visualization-block"),
    "chart.series": Bound(12, f"{BLOCKS}/data-visualization-block", 6, OLDER),
    "chart.segments": Bound(12, f"{BLOCKS}/data-visualization-block", 6, OLDER),
    "chart.points": Bound(20, f"{BLOCKS}/data-visualization-block"),
    "chart.label": Bound(20, f"{BLOCKS}/data-visualization-block"),
    "chart.axis": Bound(50, f"{BLOCKS}/data-visualization-block"),
}


def most(name: str) -> int:
    """The most that Slack takes."""
    return BOUNDS[name].most


def keep(name: str) -> int:
    """The most that our own messages hold."""
    return BOUNDS[name].keep


def size(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
