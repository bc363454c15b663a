"""The registry of notice types: the evidence for and against each.

A type is what a notice *announces*, not what it mentions: a ballot about a budget mentions proposals, a call for ideas
mentions the later vote. So each type has subjects (what it is about), acts (what the notice does: opens, closes, calls,
decides), and signs against it. A new type is one entry here and its message `plain.<id>.what` in the catalogues.
Patterns are German first, with the English words a translated notice uses; `.{0,160}` spans the stops inside dates.
"""

from __future__ import annotations

from dataclasses import dataclass

Signs = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NoticeType:
    """`subject`, `acts`, `against` are (pattern, weight); patterns ignore case.

    A type is possible only where a subject and an act are found; a subject in the title counts double.
    """

    id: str
    subject: Signs
    acts: Signs
    against: Signs = ()


_INVITES = (r"findet\b.{0,200}\bstatt\b|\blädt\b.{0,200}\bein\b|eingeladen|takes place", 3)

TYPES: tuple[NoticeType, ...] = (
    NoticeType(
        "plan_display",
        subject=((r"bebauungsplan|flächennutzungsplan|bauleitplan|development plan", 3), (r"baugesetzbuch|baugb", 1)),
        acts=(
            (
                r"öffentlich(?:e[nr]?)?\s+(?:\w+\s+){0,3}aus(?:zulegen|gelegt|\b)|(?:liegt|liegen)\b.{0,200}\baus\b|public display",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"stellungnahmen?\b.{0,160}(?:abgegeben|abgeben|einreich|vorgebracht)", 2),
        ),
        against=((r"\blädt\b.{0,160}\bein\b|auslegung (?:folgt|erfolgt) später", 3),),
    ),
    NoticeType(
        "hearing",
        subject=((r"anhörung|erörterungstermin|bürgerversammlung|einwohnerversammlung|hearing", 3),),
        acts=(_INVITES, (r"erörtert|einwender", 2)),
        against=((r"(?:erörterungstermin|anhörung|versammlung)\b.{0,60}\b(?:nicht|entfällt)\b", 6),),
    ),
    NoticeType(
        "budget_call",
        subject=(
            (
                r"bürgerhaushalt|bürgerbudget|beteiligungshaushalt|stadtteilbudget|stadtteilfonds|participatory budget",
                2,
            ),
            (r"vorschl[aä]g|ideen|proposal", 1),
        ),
        acts=(
            (r"aufruf|gesucht werden (?:ideen|vorschläge)|call for", 3),
            (
                r"(?:vorschl[aä]ge|ideen)\b(?:(?!nicht)[^.]|\.(?= ?[A-ZÄÖÜ]?[a-zä]+ (?:20|bis))|(?<=\d)\.){0,120}\b(?:eingereicht|einreichen|einzureichen|einsenden|abgegeben)|submit (?:your )?(?:ideas|proposals)",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"vorschlagsberechtigt", 3),
        ),
        against=(
            (r"abstimmungsberechtigt|stimmabgabe|zugelassenen vorschläge", 4),
            (r"vorschläge (?:selbst )?(?:können|werden)\b.{0,60}\bnicht\b", 4),
            (r"vorgestellt wird|informationsveranstaltung|\bergebnis der abstimmung", 4),
            (r"\bwahlvorschl", 4),
        ),
    ),
    NoticeType(
        "ballot",
        subject=(
            (r"bürgerentscheid|volksentscheid|abstimmung\b|abstimmungsbekanntmachung|ballot notice", 2),
            (r"wahlbekanntmachung|wahlbenachrichtigung|\w*wahl (?:am|der|des)\b", 3),
            (r"stimmzettel|stimmabgabe|wahlr[aä]um|abstimmungsr[aä]um|polling", 2),
        ),
        acts=(
            (r"abstimmung\b.{0,200}\b(?:durchgeführt|findet\b.{0,120}\bstatt|dauert)", 3),
            (r"findet\b.{0,160}\b(?:bürgerentscheid|wahl|abstimmung)\b", 3),
            (r"\bwird\b.{0,120}\babgestimmt", 2),
            (r"stimmabgabe (?:kann|ist|erfolgt)|stimmzettel\b.{0,120}(?:abgegeben|zurück|eingeh)", 3),
            (
                r"abstimmungsberechtigt|(?:jede[r]?|hat) \w*\s?(?:person )?(?:hat )?\w+ stimmen?\b|briefwahl|briefabstimmung|wahlbenachrichtigung",  # noqa: E501 - a pattern or list is read in one piece
                2,
            ),
        ),
        against=(
            (r"vorschlagsberechtigt|gesucht werden|aufruf", 5),
            (r"ergebnis\w*\b.{0,80}(?:festgestellt|bekannt)|wahlbeteiligung betrug|gültige stimmen", 6),
            (r"wird gesondert bekannt|wahlvorschl[aä]ge können", 5),
        ),
    ),
    NoticeType(
        "road_closure",
        subject=((r"straßensperrung|vollsperrung|teilsperrung|\bsperrung\b|road closure|closed to traffic", 3),),
        acts=(
            (r"(?:ist|sind|wird|werden|bleibt)\b.{0,200}\bgesperrt|closed", 3),
            (r"umleitung|umgeleitet|diversion", 2),
        ),
        against=((r"umfrage|fragebogen|befrag|noch nicht beschlossen", 6), (r"baumfäll|fällarbeiten", 3)),
    ),
    NoticeType(
        "tree_felling",
        subject=((r"baumfäll|fällarbeiten|fällung|tree felling", 3), (r"\bb[aä]um|eschen|linden\b", 1)),
        acts=((r"(?:wird|werden)\b.{0,120}\bgefällt|to be felled|will be felled", 4),),
    ),
    NoticeType(
        "registration",
        subject=(
            (
                r"schulanmeldung|schulanfänger|kita-?anmeldung|anmeldung\b.{0,40}(?:schul|kita|kinder)|school registration",  # noqa: E501 - a pattern or list is read in one piece
                3,
            ),
            (r"erziehungsberechtigt|grundschule|kindertages", 1),
        ),
        acts=(
            (r"anzumelden|(?:melden|meldet)\b.{0,80}\ban\b|anmeldung (?:findet|ist (?:online|vom|bis)|erfolgt)", 4),
            (r"mitzubringen|vorzustellen|vorzulegen", 2),
        ),
        against=((r"informationsabend|elternabend|tag der offenen tür", 5), (r"anmeldung selbst\b.{0,60}\bnicht", 4)),
    ),
    NoticeType(
        "fee_notice",
        subject=((r"\w*bescheid\b|fee notice|tax notice", 3), (r"gebühr|steuer|beitrag|fee|tax", 1)),
        acts=(
            (r"festgesetzt", 3),
            (r"fällig|zu zahlen|zu überweisen|payable", 2),
            (r"gegen diesen bescheid", 3),
        ),
        against=((r"satzung\b.{0,160}\btritt\b|bescheid wird\b.{0,80}\bzugestellt", 6), (r"bürgerentscheid", 4)),
    ),
    NoticeType(
        "council_decision",
        subject=((r"satzung|beschluss|verordnung|regulation|decision", 2),),
        acts=(
            (
                r"(?:stadtrat|gemeinderat|rat der (?:stadt|gemeinde)|stadtverordnetenversammlung|kreistag|regierungsrat|council)\b.{0,200}\b(?:hat|has|beschließt|beschliesst)\b.{0,300}(?:beschlossen|decided|resolved|beschließt|beschliesst)",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"tritt\b.{0,80}\bin kraft|enters? into force", 4),
        ),
        against=((r"öffentlich auszulegen|planentwurf", 4), (r"gegen diesen bescheid|abstimmungsberechtigt", 4)),
    ),
    NoticeType(
        "survey",
        subject=((r"umfrage|bürgerbefragung|befragung|survey|questionnaire", 3), (r"fragebogen|fragebögen", 2)),
        acts=(
            (r"(?:fragebogen|fragebögen)\b.{0,200}(?:ausgefüllt|zurück|erhalten)|fill in", 3),
            (r"\bbefragt\b|befragung\b.{0,120}\bdurch\b|teilnahme ist freiwillig|takes? part", 3),
        ),
    ),
    NoticeType(
        "vote_result",
        subject=(
            (
                r"ergebnis(?:ses)? (?:der|des) (?:abstimmung|wahl|bürgerentscheid|volksentscheid)|(?:abstimmungs|wahl)ergebnis|result of the (?:vote|ballot)",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
        ),
        acts=(
            (r"ergebnis\b.{0,120}\bfestgestellt|haben\b.{0,80}\babgestimmt|wahlbeteiligung betrug", 3),
            (r"gültige stimmen|stimmzettel waren gültig|valid votes|stimmten\b", 3),
        ),
    ),
    NoticeType(
        "event",
        subject=(
            (
                r"veranstaltung|informationsabend|infoabend|stadtfest|eröffnung|workshop|sprechstunde|tag der offenen tür|open day",  # noqa: E501 - a pattern or list is read in one piece
                3,
            ),
        ),
        acts=(_INVITES, (r"eintritt ist frei|einlass|admission", 2)),
        against=((r"gesperrt|umleitung", 4),),
    ),
)
BY_ID = {kind.id: kind for kind in TYPES}
