"""Styles that change within the time of a key.

Textual parses every style anew for each change of theme, and marks a widget and all below it for drawing once for every
colour that changed. Here what was parsed for a theme is kept, and colours that change together are marked once.
"""

from __future__ import annotations

from typing import TypeAlias

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import CssSource, Stylesheet
from textual.dom import DOMNode

Parsed: TypeAlias = dict[tuple[tuple[str, str], CssSource], list[RuleSet]]
COLOURS = frozenset(
    {
        *("color", "background", "background_tint", "tint"),
        *("border_title_color", "border_title_background", "border_subtitle_color", "border_subtitle_background"),
        *("link_color", "link_color_hover", "link_background", "link_background_hover"),
        *("scrollbar_color", "scrollbar_color_hover", "scrollbar_color_active", "scrollbar_corner_color"),
        *("scrollbar_background", "scrollbar_background_hover", "scrollbar_background_active"),
    }
)
"""Rules that change the look of a widget and of what is below it, and nothing else."""
EDGES = frozenset(f"{kind}_{edge}" for kind in ("border", "outline") for edge in ("top", "right", "bottom", "left"))
"""Rules of a form, which may change the layout, and a colour."""
LOOKS = COLOURS | EDGES


class QuickStylesheet(Stylesheet):
    """A stylesheet that keeps what it parsed for each set of variables."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parsed: dict[frozenset[tuple[str, str]], Parsed] = {}

    def parse(self) -> None:
        """Apply the variables of now: only what was never parsed with them is parsed."""
        self._rules = self._rules_with(self._variables)
        self._rules_map = None
        self._require_parse = False

    def reparse(self) -> None:
        self.parse()

    def prepare(self, variables: dict[str, str]) -> None:
        """Parse all that there is with variables that may be set later."""
        self._rules_with(variables)

    def _rules_with(self, variables: dict[str, str]) -> list[RuleSet]:
        parsed = self._parsed.setdefault(frozenset(variables.items()), {})
        alone = Stylesheet(variables=variables)
        for read_from, source in self.source.items():
            if (read_from, source) not in parsed:
                alone.source = {read_from: source}
                alone.parse()
                parsed[read_from, source] = alone.rules
        return [rule for source in self.source.items() for rule in parsed[source]]

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """As Textual does it, after all that only changes the look was set at once."""
        if not animate:
            base = node.styles.base
            before, after = dict(base.get_rules()), dict(rules)
            looks = [name for name in LOOKS if _only_looks(name, before.get(name), after.get(name))]
            for name in looks:
                base.set_rule(name, after.get(name))
            if looks:
                base.refresh(children=True)
        super().replace_rules(node, rules, animate)


def _only_looks(name: str, before: object, after: object) -> bool:
    """Whether a rule changes so that sizes and places stay."""
    if before == after or name in COLOURS:
        return before != after
    return isinstance(before, tuple) and isinstance(after, tuple) and before[0] == after[0]
