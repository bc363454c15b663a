"""One language and style of a printed thing, and the one way every document becomes a PDF."""

from dataclasses import dataclass

from i18n import Texts
from i18n import texts as texts_of
from print_channel.render import render_pdf
from print_channel.style import Print, render, styles


@dataclass(frozen=True, slots=True)
class Edition:
    """`tagged`: PDF/UA for a personal download (structure, language, title); print runs need none."""

    tag: str
    style: Print = "standard"
    zone: str = "Europe/Berlin"
    tagged: bool = False

    @property
    def texts(self) -> Texts:
        return texts_of(self.tag, self.zone)

    def pdf(self, template: str, title: str, *sheets: str, **context: object) -> bytes:
        """Render a template; `title` is the document's title. Raises `MissingGlyph`."""
        texts = self.texts
        html = render(template, texts=texts, t=texts.html, style=self.style, title=title, **context)
        return render_pdf(
            html,
            lang=self.tag,
            direction=texts.direction,
            stylesheets=styles(self.tag, self.style, *sheets),
            tagged=self.tagged,
            title=title,
        )
