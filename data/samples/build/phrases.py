"""Comments from the phrase bank in data/phrases, one writer per bank."""

import re
import tomllib
from pathlib import Path
from random import Random

PHRASES = Path(__file__).resolve().parents[2] / "phrases"
SLOT = re.compile(r"\{([^}]+)\}")


def load(name: str) -> dict:
    """The phrase bank `name`, as its file has it."""
    with open(PHRASES / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


class Writer:
    """Writes comments of one bank; prefers what it has not yet said."""

    def __init__(self, bank: str, rng: Random, english: bool):
        self.bank = load(bank)
        self.rng = rng
        self.english = english
        self.touchpoints = {t["key"]: t for t in self.bank["touchpoint"]}
        self.told: set[str] = set()
        self.uses: dict[str, int] = {}

    def fill(self, template: str, product: int | None = None) -> str:
        """The template with its slots filled."""

        def word(match: re.Match) -> str:
            slot = match[1]
            if slot in self.bank["slots"]:
                words = self.bank["slots"][slot]
                if slot == "product" and product is not None:
                    return words[product]
                return self.rng.choice(words)
            low, high = map(int, slot.split("-"))
            return str(self.rng.randint(low, high))

        return SLOT.sub(word, template)

    def clause(self, touchpoint: str, mood: str, but: tuple[str, ...] = ()) -> str:
        """One of the clauses used least so far."""
        clauses = [c for c in self.touchpoints[touchpoint][mood] if c not in but]
        least = min(self.uses.get(c, 0) for c in clauses)
        chosen = self.rng.choice([c for c in clauses if self.uses.get(c, 0) == least])
        self.uses[chosen] = self.uses.get(chosen, 0) + 1
        return chosen

    def story(self, touchpoint: str, stars: int, day: str) -> str | None:
        """A whole comment that nobody else has written, where there is one."""
        stories = [
            s["text"]
            for s in self.touchpoints[touchpoint].get("stories", [])
            if s["stars"] == stars and s["text"] not in self.told and day >= s.get("after", "")
        ]
        if not stories:
            return None
        story = self.rng.choice(stories)
        self.told.add(story)
        return story

    def comment(self, touchpoint: str, stars: int, day: str, product: int | None = None) -> str:
        """What someone who would give `stars` at this touchpoint writes."""
        rng = self.rng
        if rng.random() < 0.25 and (story := self.story(touchpoint, stars, day)):
            return story
        mood = "positive" if stars > 3 else "negative" if stars < 3 else "neutral"
        if rng.random() < {2: 0.25, 3: 0.6, 4: 0.3}.get(stars, 0):
            parts = [self.clause(touchpoint, "mixed")]
        else:
            first = self.clause(touchpoint, mood)
            parts = [first]
            if rng.random() < (0.45 if mood != "neutral" else 0.15):
                joint = ", and " if self.english else rng.choice(["，", "，", "。", "，而且", " "])
                parts += [joint, self.clause(touchpoint, mood, but=(first,))]
            if rng.random() < 0.25:
                parts.insert(0, rng.choice(self.bank["opener"][mood]))
            if stars in (1, 5) and rng.random() < 0.5 or rng.random() < 0.1:
                parts.append(rng.choice(self.bank["closer"][mood]))
        text = self.fill("".join(parts), product).strip()
        if self.english:
            text = text[0].upper() + text[1:] if rng.random() < 0.8 else text
            return text + rng.choice(["", ".", ".", "!" if stars != 3 else "."])
        end = ["", "", "。", "。", "！" if stars != 3 else "", {1: "！！", 2: "……", 3: "", 4: "~", 5: "~"}[stars]]
        return text + rng.choice(end)
