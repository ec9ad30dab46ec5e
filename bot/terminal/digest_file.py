"""A file of digests: YAML that people edit. JSON is read too, being YAML itself.

Only what JSON knows is there: a text is a text, also where YAML 1.1 would take `10:30` for 630,
`no` for false or a run of digits with an e for a number. https://yaml.org/spec/1.2.2/#103-core-schema
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

HEAD = """\
# The digests of dgusage. `dgusage digests import FILE --dry-run` says what a change would do.
# `when` and `schedule` say the same; to change one, leave the other out.
"""
LONGEST = 4_000_000  # characters: ten thousand digests are a tenth of it
PLAIN = {
    "tag:yaml.org,2002:null": re.compile(r"^(?:~|null|)$"),
    "tag:yaml.org,2002:bool": re.compile(r"^(?:true|false)$"),
    "tag:yaml.org,2002:int": re.compile(r"^-?(?:0|[1-9][0-9]*)$"),
}


def written(values: Mapping[str, object]) -> str:
    """The values as YAML, in their own order; `read` gives the same."""
    import yaml

    return HEAD + yaml.dump(values, None, _dumper(), allow_unicode=True, sort_keys=False, width=100)


def read(text: str) -> Any:
    """The values of a file. ValueError with the line of the fault where it is no such file."""
    import yaml

    if len(text) > LONGEST:
        raise ValueError("too long to be an export of digests")
    try:
        return _loader()(text).get_single_data()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"{where}{fault.problem or 'not YAML'}") from fault
    except (yaml.YAMLError, RecursionError) as fault:
        raise ValueError("not YAML") from fault


@cache
def _dumper() -> "type[yaml.SafeDumper]":
    """A dumper that loses no character: a break of a line that is not a newline is written out."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Made where it is needed: YAML is slow to import."""

    def spelled(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if text.isprintable() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, spelled)
    return Dumper


@cache
def _loader() -> "type[yaml.SafeLoader]":
    """A loader of plain values, in which no name stands twice."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Made where it is needed: YAML is slow to import."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (it is how PyYAML has it)

        def construct_mapping(self, node: "yaml.MappingNode", deep: bool = False) -> Any:  # noqa: FBT001, FBT002 (PyYAML's)
            """The mapping; refused where a name stands in it twice."""
            names = [self.construct_object(name, deep=True) for name, _ in node.value]
            if any(not isinstance(name, str) for name in names) or len({*names}) < len(names):
                problem = "a name that is no text, or stands there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
            return super().construct_mapping(node, deep)

    for tag, form in PLAIN.items():
        Loader.add_implicit_resolver(tag, form, None)
    return Loader
