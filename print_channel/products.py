"""Everything that is printed, one entry each: a new product is one more function and one more line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from print_channel.ballot import print_ballots
from print_channel.catalogue import print_catalogue
from print_channel.forms import FORMS, print_forms
from print_channel.handouts import print_board_list, print_cover, print_labels, print_leaflet, print_receipt
from print_channel.letter import print_letters
from print_channel.messages import answer_message, notice_message, result_message


@dataclass(frozen=True, slots=True)
class Product:
    """`what` is for operators. `many`: a run of pieces, else one document. `personal`: holds a name or a code."""

    name: str
    what: str
    make: Callable[..., object]
    many: bool = False
    personal: bool = False


def _table(*products: Product) -> Mapping[str, Product]:
    return MappingProxyType({product.name: product for product in products})


PRODUCTS: Mapping[str, Product] = _table(
    Product("voting-letter", "letter with access code and voting card", print_letters, many=True, personal=True),
    Product("ballot", "ballots with id codes and serials, never with a name", print_ballots, many=True),
    Product("catalogue", "all projects with their numbers, costs and districts", print_catalogue),
    Product(
        "notice-letter", "a notice at a glance, in plain words and in full", notice_message, many=True, personal=True
    ),
    Product("answer-letter", "the answer to one statement or proposal", answer_message, personal=True),
    Product("result-letter", "result, how to check it and how to object", result_message, many=True, personal=True),
    *(Product(f"form-{kind}", f"paper form with its own id: {kind}", print_forms, many=True) for kind in FORMS),
    Product("receipt", "receipt number to take along", print_receipt),
    Product("board-list", "all counted receipt numbers for the notice board", print_board_list),
    Product("leaflet", "how to take part, in four pictures", print_leaflet),
    Product("labels", "address labels for envelopes", print_labels, many=True, personal=True),
    Product("batch-cover", "cover sheet for a batch of envelopes or ballots", print_cover),
)
