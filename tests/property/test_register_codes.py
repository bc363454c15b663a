"""Codes and numbers survive hasty hands, and every single slip is noticed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consult.errors import BadInput
from consult.register.codes import (
    ALPHABET,
    CODE_SYMBOLS,
    check_symbol,
    code_tag,
    damm,
    derive_code,
    draw_voter_no,
    print_code,
    print_voter_no,
    read_code,
    read_symbols,
    read_voter_no,
)
from consult.voting.trackers import draw_tracker, read_tracker

keys = st.binary(min_size=32, max_size=32)
symbols = st.text(ALPHABET, min_size=CODE_SYMBOLS, max_size=CODE_SYMBOLS)
CONFUSED = {"0": "0Oo", "1": "1IiLl"}


@given(keys, st.integers(1, 99), st.data())
def test_a_printed_code_is_read_as_people_type_it(key: bytes, generation: int, data: st.DataObject) -> None:
    code = derive_code(key, "123456789", generation)
    assert derive_code(key, "123456789", generation) == code
    typed = "".join(
        data.draw(st.sampled_from(CONFUSED.get(symbol, symbol + symbol.lower())))
        + data.draw(st.sampled_from(["", " ", "-", "\t"]))
        for symbol in print_code(code)
        if symbol != "-"
    )
    assert read_code(typed) == code


@given(keys)
def test_another_generation_number_or_key_is_another_code(key: bytes) -> None:
    codes = {derive_code(key, no, g) for no in ("123456789", "123456798") for g in (1, 2)}
    assert len(codes) == 4
    assert code_tag(key, "1", 1, "A") != code_tag(key, "1", 2, "A") != code_tag(key, "11", 2, "A")


@given(symbols, st.integers(0, CODE_SYMBOLS), st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_noticed(plain: str, place: int, other: str) -> None:
    whole = plain + check_symbol(plain)
    assume(whole[place] != other)
    assert read_symbols(whole[:place] + other + whole[place + 1 :], CODE_SYMBOLS) is None


@given(symbols, st.integers(0, CODE_SYMBOLS - 1))
def test_every_swap_of_neighbours_is_noticed(plain: str, place: int) -> None:
    whole = plain + check_symbol(plain)
    assume(whole[place] != whole[place + 1])
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert read_symbols(swapped, CODE_SYMBOLS) is None


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 8), st.sampled_from("0123456789"))
def test_every_wrong_digit_and_swap_in_a_voter_number_is_noticed(plain: str, place: int, other: str) -> None:
    whole = plain + damm(plain)
    assert read_voter_no(print_voter_no(whole)) == whole
    if whole[place] != other:
        with pytest.raises(BadInput):
            read_voter_no(whole[:place] + other + whole[place + 1 :])
    if place < 8 and whole[place] != whole[place + 1]:
        with pytest.raises(BadInput):
            read_voter_no(whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :])


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_readers_or_is_repeated_by_them(text: str) -> None:
    for read in (read_code, read_voter_no, read_tracker):
        with suppress(BadInput):
            assert read(text)
    with pytest.raises(BadInput) as refusal:
        read_code("CANARY" + text)
    assert "CANARY" not in repr(refusal.value.__dict__) + str(refusal.value)


def test_draws_are_sound() -> None:
    for _ in range(200):
        assert read_voter_no(number := draw_voter_no()) == number
        assert read_tracker(tracker := draw_tracker()) == tracker
        assert len(tracker) == 13
