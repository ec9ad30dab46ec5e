"""The modals that are open, and the Home tabs."""

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from bot.demo.slack.keys import Keys
from bot.demo.slack.people import APP, BOT_ID, TEAM
from bot.demo.slack.workspace import Json, Refusal, Workspace

DEEPEST = 3  # modals one above the other: https://docs.slack.dev/surfaces/modals
MOST_BLOCKS = 100


@dataclass(slots=True)
class Views:
    """Everybody's stack of modals, the one on top last, and everybody's Home."""

    workspace: Workspace
    keys: Keys
    stacks: dict[str, list[Json]] = field(default_factory=dict)

    def open(self, trigger: str, view: Json) -> Json:
        """Opens a modal for who pulled the trigger; raises Refusal."""
        made = self._made(view, "modal")
        person = self.keys.pull(trigger).person
        return self._put(person, [self._rooted(made, made["id"])])

    def push(self, trigger: str, view: Json) -> Json:
        """Opens a modal above the one in which the trigger was pulled; raises Refusal."""
        made = self._made(view, "modal")
        pulled = self.keys.pull(trigger)
        return self.push_for(pulled.person, made)

    def push_for(self, person: str, made: Json) -> Json:
        """Puts a modal on top of somebody's stack; raises Refusal."""
        stack = self.stacks.get(person, [])
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= DEEPEST:
            raise Refusal("push_limit_reached")
        root = stack[0]["id"]
        return self._put(person, [*stack, self._rooted(made, root, stack[-1]["id"])])

    def update(self, view: Json, view_id: str = "", external_id: str = "", known: str = "") -> Json:
        """Changes a modal that is open; `known` is the hash by which it is known. Raises Refusal."""
        person, place, old = self._where(view_id, external_id)
        if known and known != old["hash"]:
            raise Refusal("hash_conflict")
        kept = {name: old[name] for name in ("id", "root_view_id", "previous_view_id")}
        made = {**self._made(view, "modal"), **kept}
        stack = [*self.stacks[person]]
        stack[place] = made
        self._put(person, stack)
        return made

    def publish(self, person: str, view: Json, known: str = "") -> Json:
        """Somebody's Home tab; raises Refusal."""
        if person not in self.workspace.people:
            raise Refusal("invalid_arguments")
        old = self.workspace.homes.get(person)
        if known and old and known != old["hash"]:
            raise Refusal("hash_conflict")
        made = {**self._made(view, "home"), **({"id": old["id"]} if old else {})}
        self.workspace.homes[person] = made
        self.workspace.feed.tell({"kind": "home", "view": made}, {person})
        return made

    def find(self, person: str, view_id: str) -> Json:
        """A modal of somebody's, or their Home; raises Refusal."""
        home = self.workspace.homes.get(person)
        shown = [*self.stacks.get(person, []), *([home] if home else [])]
        found = next((view for view in shown if view["id"] == view_id), None)
        if found is None:
            raise Refusal("not_found")
        return found

    def close(self, person: str, view_id: str) -> Json:
        """Takes a modal away with all above it, and returns it; raises Refusal."""
        stack = self.stacks.get(person, [])
        place = next((n for n, view in enumerate(stack) if view["id"] == view_id), None)
        if place is None:
            raise Refusal("not_found")
        self.show(person, stack[:place])
        return stack[place]

    def show(self, person: str, stack: list[Json]) -> None:
        """Somebody's modals from now on."""
        self.stacks[person] = stack
        self.workspace.feed.tell({"kind": "modals", "stack": stack}, {person})

    def _put(self, person: str, stack: list[Json]) -> Json:
        self.show(person, stack)
        return stack[-1]

    def _rooted(self, view: Json, root: str, previous: str | None = None) -> Json:
        return {**view, "root_view_id": root, "previous_view_id": previous}

    def _where(self, view_id: str, external_id: str) -> tuple[str, int, Json]:
        for person, stack in self.stacks.items():
            for place, view in enumerate(stack):
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return person, place, view
        raise Refusal("not_found")

    def _made(self, view: Any, kind: str) -> Json:
        """A view as Slack keeps it; raises Refusal where it is none."""
        blocks = view.get("blocks") if isinstance(view, dict) else None
        if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS or view.get("type") != kind:
            raise Refusal("invalid_arguments")
        usual = {"private_metadata": "", "callback_id": "", "external_id": "", "state": {}}
        ours = {
            "id": f"V{token_hex(5).upper()}",
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT_ID,
            "hash": f"{int(self.workspace.clock().timestamp())}.{token_hex(4)}",
            "root_view_id": "",
            "previous_view_id": None,
            "blocks": self.workspace.named(blocks),
        }
        return {**usual, **view, **ours}

    def made(self, view: Any) -> Json:
        """A modal that an answer to a submission brings; raises Refusal."""
        return self._made(view, "modal")
