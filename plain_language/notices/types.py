"""The registry of notice types: what gives each away, and where its answers stand in the text.

A new type is one entry here and its messages `plain.<id>.*` in the catalogues. Patterns are German first, with the
English words a translated notice uses; `.{0,160}` spans the stops inside dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a reader can do: said only when the notice itself says so (`needs` is found in it)."""

    message: str
    needs: str


@dataclass(frozen=True, slots=True)
class NoticeType:
    """`signs` are (pattern, weight); a type is recognised from a weight of `threshold` on, and
    only where `required` is found too. Patterns ignore case.

    `period` marks sentences whose dates say from when until when, `deadline` those that say until when to act,
    `event` those that say when something takes place, `cost` those with a price; `effects` are what happens to who does
    nothing.
    """

    id: str
    signs: tuple[tuple[str, int], ...]
    threshold: int = 4
    required: str = ""
    period: str = ""
    deadline: str = ""
    event: str = ""
    cost: str = ""
    who: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()
    effects: tuple[Step, ...] = field(default=())


_WRITE = Step("send_letter", r"\bschriftlich|per Post|in writing")
_MAIL = Step("send_mail", r"per E-?Mail|E-Mail an|by e-?mail")
_RECORD = Step("say_record", r"zur Niederschrift")
_ONLINE = Step("use_web", r"\bonline\b|im Internet|Internetseite|Website|website")
_ALL = Step(
    "everyone",
    r"jedermann|alle Bürger|die Öffentlichkeit|jede Person|Öffentlichkeitsbeteiligung|Bürgerinnen und Bürger|everyone|the public",  # noqa: E501 - a pattern or list is read in one piece
)
_RESIDENTS = Step("residents", r"Einwohner|residents")
_VOTERS = Step("voters", r"stimmberechtigt|wahlberechtigt|Stimmberechtigte|entitled to vote")
_LATE = Step(
    "late_ignored",
    r"(?:verspätet|nicht (?:rechtzeitig|fristgerecht|fristgemäß)|nach Ablauf).{0,160}(?:unberücksichtigt|nicht (?:mehr )?(?:berücksichtigt|beachtet))",  # noqa: E501 - a pattern or list is read in one piece
)

TYPES: tuple[NoticeType, ...] = (
    NoticeType(
        "plan_display",
        (
            (r"bebauungsplan|flächennutzungsplan|bauleitplan|development plan", 2),
            (
                r"öffentlich(?:e[nr]?)?\s+(?:\w+\s+){0,3}aus(?:zulegen|gelegt|legung|\b)|planauslage|auslegung|(?:liegt|liegen)\b.{0,160}\baus\b|public display",  # noqa: E501 - a pattern or list is read in one piece
                2,
            ),
            (r"§\s*3\s*(?:\(2\)|Abs(?:atz|\.)\s*2)|baugesetzbuch|baugb", 2),
            (r"stellungnahme|einwendung", 1),
        ),
        period=r"\baus\b|ausgelegt|auslegung|eingesehen|einsicht|einzusehen|displayed|inspect",
        deadline=r"stellungnahme|einwendung|äußer|bedenken|anregung|comment",
        who=(_ALL,),
        steps=(
            Step("see_plan", r"eingesehen|einsicht|einzusehen|\baus\b|auslegung|inspect"),
            Step("give_opinion", r"stellungnahme|einwendung|äußer|comments?"),
            _WRITE,
            _MAIL,
            _RECORD,
        ),
        effects=(_LATE,),
    ),
    NoticeType(
        "hearing",
        (
            (r"anhörung|erörterungstermin|bürgerversammlung|einwohnerversammlung|hearing", 3),
            (r"erörter|einwender|einwendung|planfeststellung", 1),
            (r"findet\b.{0,160}\bstatt|lädt.{0,160}ein|eingeladen|takes place", 1),
        ),
        event=r"statt|termin|beginn|erörter|anhörung|versammlung|takes place",
        deadline=r"einwendung|stellungnahme|anmeld|äußer",
        who=(_ALL, _RESIDENTS),
        steps=(Step("come", r"statt|eingeladen|lädt|teilnehm|takes place"), _WRITE, _MAIL),
        effects=(
            _LATE,
            Step("goes_on_without", r"(?:bei (?:dem )?ausbleiben|ohne (?:ihn|sie|beteiligte)).{0,160}verhandelt"),
        ),
    ),
    NoticeType(
        "budget_call",
        (
            (
                r"bürgerhaushalt|bürgerbudget|beteiligungshaushalt|stadtteilbudget|bürger-?budget|participatory budget",
                4,
            ),
            (r"vorschl[aä]g|ideen|proposal", 1),
        ),
        deadline=r"vorschl[aä]g|ideen|einreich|einsend|proposal",
        event=r"abstimm|abgestimmt|vote",
        cost=r"zur verfügung|budget|höchstens|available",
        who=(_RESIDENTS, _ALL, _VOTERS),
        steps=(Step("propose", r"vorschl[aä]g|ideen|proposal"), _ONLINE, _WRITE, _MAIL),
    ),
    NoticeType(
        "ballot",
        (
            (
                r"bürgerentscheid|abstimmungsbekanntmachung|wahlbekanntmachung|volksentscheid|abstimmungsbenachrichtigung|ballot notice|wahlbenachrichtigung",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"stimmzettel|abstimmungszeit|wahlzeit|abstimmungsr[aä]um|wahlr[aä]um|stimmabgabe|polling", 2),
            (r"stimmberechtigt|wahlberechtigt|briefwahl|briefabstimmung|postal vote", 1),
            (r"abstimm|wahl\b", 1),
        ),
        event=r"findet|statt|abstimmungstag|wahltag|dauert|abstimmungszeit|wahlzeit|takes place",
        deadline=r"brief|beantrag|eingeh|eingang|zugeh|abgegeben|post",
        who=(_VOTERS,),
        steps=(
            Step("vote_there", r"abstimmungsr[aä]um|wahlr[aä]um|wahllokal|polling"),
            Step("vote_by_post", r"brief(?:wahl|abstimmung)|postal vote"),
            Step("bring_id", r"(?:personalausweis|reisepass|identity card)"),
        ),
    ),
    NoticeType(
        "road_closure",
        (
            (r"vollsperrung|straßensperrung|sperrung|teilsperrung|road closure|closed to traffic", 3),
            (r"gesperrt|umleitung|verkehrs|diversion", 2),
            (r"straße|fahrbahn|weg\b|road", 1),
        ),
        required=r"straße|strasse|fahrbahn|\bwege?\b|brücke|kreuzung|verkehr|allee|road|street",
        period=r"gesperrt|sperrung|dauer|arbeiten|closed|closure",
        who=(
            Step("residents_street", r"anlieger|anwohner"),
            Step("drivers", r"verkehrsteilnehm|kraftfahr|fahrzeug|radfahr|fußg[aä]ng"),
        ),
        steps=(
            Step("detour", r"umleitung|umgeleitet|diversion"),
            Step("reach_house", r"(?:anlieger|anwohner).{0,160}(?:frei|zufahrt|erreich|zugäng)"),
        ),
    ),
    NoticeType(
        "tree_felling",
        (
            (r"baumfällung|gehölz|fällarbeiten|baumschutz|tree felling", 3),
            (r"gefällt|fällen|fällung|ersatzpflanz|nachgepflanzt|felled", 2),
            (r"b[aä]um", 1),
        ),
        required=r"fällung|gefällt|fällen|fällarbeiten|felling|felled",
        period=r"gefällt|fäll|arbeiten|felled",
        event=r"gefällt|fäll|arbeiten",
        steps=(Step("keep_away", r"betreten|abstand|absperr|gesperrt"),),
    ),
    NoticeType(
        "registration",
        (
            (
                r"schulanmeldung|anmeldung.{0,160}(?:schul|kita|kinder|kindergarten|betreuung)|schulanfänger|kita-?anmeldung|kindertages(?:stätte|einrichtung)|school registration|einschulung",  # noqa: E501 - a pattern or list is read in one piece
                3,
            ),
            (r"anzumelden|anmelden|angemeldet|anmeldung|register", 2),
            (r"kind|schul|child", 1),
        ),
        required=r"schul|kita|kinder|school|child",
        period=r"anmeld|angemeldet|anzumelden|register",
        deadline=r"anmeld|angemeldet|anzumelden|register",
        cost=r"gebühr|beitrag|kosten|fee",
        who=(Step("parents", r"eltern|erziehungsberechtigt|sorgeberechtigt|parents"),),
        steps=(
            Step("register_child", r"anmeld|angemeldet|anzumelden|register"),
            _ONLINE,
            Step("bring_papers", r"mitzubringen|vorzulegen|vorlegen|mitbringen|bring"),
        ),
    ),
    NoticeType(
        "fee_notice",
        (
            (
                r"gebührenbescheid|steuerbescheid|festsetzungsbescheid|abgabenbescheid|beitragsbescheid|grundsteuer\w*bescheid|fee notice|tax notice|\bbescheid\b",  # noqa: E501 - a pattern or list is read in one piece
                3,
            ),
            (r"festgesetzt|fällig|zu zahlen|zahlbar|due\b", 2),
            (r"rechtsbehelfsbelehrung|widerspruch|appeal", 2),
            (r"gebühr|steuer|beitrag|hundesteuer|grundsteuer|fee|tax", 1),
        ),
        threshold=5,
        deadline=r"fällig|zahl|überweis|entricht|widerspruch|klage|pay|due",
        cost=r"festgesetzt|betr[aä]gt|höhe|zahl|fällig|gebühr|steuer|fee",
        who=(Step("payer", r"eigentümer|schuldner|pflichtig|halter|\bIhnen\b|\bSie\b"),),
        steps=(
            Step("pay", r"zahl|überweis|entricht|fällig|pay"),
            Step("object", r"widerspruch"),
            Step("sue", r"\bklage\b"),
            _WRITE,
            _RECORD,
        ),
        effects=(Step("surcharge", r"säumniszuschl"), Step("must_pay_anyway", r"keine aufschiebende wirkung")),
    ),
    NoticeType(
        "council_decision",
        (
            (
                r"(?:stadtrat|gemeinderat|rat der (?:stadt|gemeinde)|stadtverordnetenversammlung|kreistag|regierungsrat|council)\b.{0,160}(?:beschlossen|beschließt|beschliesst|beschluss|decided|resolved)",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"bekanntmachung.{0,160}(?:satzung|beschluss)|satzung|in kraft", 2),
            (r"beschlossen|beschluss|beschließt|beschliesst", 1),
        ),
        event=r"in kraft|tritt|beschlossen|enters? into force",
        deadline=r"geltend|rüge|frist|innerhalb|widerspruch|beschwerde",
        who=(_ALL,),
        steps=(Step("read_decision", r"eingesehen|einsicht|einsehbar|aus\b|inspect"),),
    ),
    NoticeType(
        "survey",
        (
            (r"umfrage|bürgerbefragung|befragung|fragebogen|fragebögen|survey|questionnaire", 3),
            (r"fragebogen|fragebögen|teilnahme|teilnehmen|ausfüllen|ausgefüllt|freiwillig|take part", 2),
        ),
        deadline=r"fragebogen|teilnahme|teilnehm|zurück|ausfüll|rücksend|läuft|befragung|umfrage|return",
        who=(_RESIDENTS, _ALL),
        steps=(
            Step("fill_in", r"fragebogen|fragebögen|ausfüll|questionnaire"),
            _ONLINE,
            Step("voluntary", r"freiwillig|voluntary"),
        ),
    ),
    NoticeType(
        "vote_result",
        (
            (
                r"(?:abstimmungs|wahl)ergebnis|ergebnis (?:der|des) (?:abstimmung|wahl|bürgerentscheid|bürgerhaushalt)|endgültige[sn]? ergebnis|result of the (?:vote|ballot)",  # noqa: E501 - a pattern or list is read in one piece
                4,
            ),
            (r"gültige stimmen|ungültig|wahlbeteiligung|abgegebene stimmen|abstimmungsbeteiligung|valid votes", 2),
        ),
        event=r"abstimmung|wahl|festgestellt|vote",
        deadline=r"einspruch|anfecht|objection",
        who=(_VOTERS, _ALL),
        steps=(Step("object_result", r"einspruch|anfecht|objection"),),
    ),
    NoticeType(
        "event",
        (
            (
                r"veranstaltung|informationsabend|infoabend|stadtfest|eröffnung|workshop|sprechstunde|tag der offenen tür|lädt.{0,160}ein|event\b|open day",  # noqa: E501 - a pattern or list is read in one piece
                3,
            ),
            (r"findet\b.{0,160}\bstatt|beginnt|uhr\b|takes place", 1),
            (r"eintritt|anmeldung|teilnahme|eingeladen|admission", 1),
        ),
        event=r"statt|beginn|lädt|\buhr\b|takes place",
        deadline=r"anmeld|register",
        cost=r"eintritt|kosten|gebühr|admission",
        who=(_ALL, _RESIDENTS),
        steps=(Step("come", r"statt|eingeladen|lädt|teilnehm|takes place"), Step("sign_up", r"anmeld|register")),
    ),
)
BY_ID = {kind.id: kind for kind in TYPES}
