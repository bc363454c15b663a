"""Syllables against a hand-divided list, formulas against hand-counted sentences, and the peer beside our counter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from plain_language.readability import scores
from plain_language.syllables import syllables

DIVIDED = """
Ab-fall ab-ge-ben Ab-tei-lung Adres-se:3 Al-ter Amts-blatt An-fang An-ge-bot An-la-ge an-mel-den An-schrift An-trag
An-wohner:3 Ar-beit Arzt auf-ge-ben Auf-trag Au-gust Aus-kunft Aus-weis Au-to Bahn-hof Bank Bau-amt Baum be-ant-ra-gen
Be-darf be-gin-nen Be-hör-de Bei-trag be-kom-men Be-ra-tung Be-ruf Be-scheid be-schlie-ßen be-suchen:3 Be-trag
be-zah-len Bi-bli-o-thek Bild Blatt Bo-den Brief Brü-cke Buch Bür-ger-haus Bür-ger-meis-te-rin Bus Dach Da-tum dau-ern
Dienst-stun-den Dorf drin-gend Druck Ei-gen-tum Ein-bahn-stra-ße ein-fach Ein-gang Ein-kom-men Ein-la-dung
ein-rei-chen Eis El-tern emp-feh-len En-de Ent-schei-dung Er-geb-nis er-hal-ten er-klä-ren er-lau-ben er-öff-nen
er-reich-bar Fahr-rad Fahr-zeug Fall Feh-ler Fei-er-tag Feld Fens-ter Feu-er Fir-ma Flä-che Flug-ha-fen Fra-ge-bo-gen
Frau frei-wil-lig Freund Frist füh-ren Fuß-gän-ger Gar-ten Ge-bäu-de Ge-bühr Ge-burts-tag Geld Ge-mein-de
Ge-neh-mi-gung Ge-richt ge-sperrt Ge-setz Ge-sund-heit Grund-stück Gül-tig-keit Hal-te-stel-le Haus-meis-ter Hei-zung
hel-fen Herr Hil-fe hin-wei-sen Hof Hoch-was-ser Hund Jahr Ju-gend-amt Ju-li Ju-ni Kanal:2 Kar-te Kauf Kenn-zei-chen
Kind Kin-der-gar-ten Kir-che Kla-ge Klas-se Kon-to Kos-ten Kran-ken-haus Kreis Kreu-zung Ku-chen Kun-de Kurs
Land-kreis Lärm-schutz Leh-re-rin Lei-tung Lis-te Luft Markt-platz Mau-er Mensch Mie-ter Mit-ar-bei-ter Mit-glied
Mit-tag Mo-nat mor-gen Müll-ab-fuhr Nach-bar Nach-mit-tag Na-me Na-tur Netz Nie-der-schrift Not-fall No-vem-ber
Num-mer ö-ffent-lich Öff-nungs-zei-ten Ok-to-ber Ord-nung Ort Os-tern Pa-pier Park-platz Par-tei Per-so-nal-aus-weis
Pfle-ge Plan Platz Po-li-zei Post Preis Prü-fung Quar-tier Rad-weg Rat-haus Raum Rech-nung Recht Re-gel rei-ni-gen
Rei-se-pass Ren-te Sat-zung Säu-le Scha-den Schein Schnee Schrei-ben Schu-le Schü-ler-in:3 Schutz Schwimm-bad See
Sei-te Sep-tem-ber Si-cher-heit Sitz Sit-zung So-zi-al-amt Spiel-platz Spra-che Stadt Stadt-rat Stand-ort
statt-fin-den Stei-ge-rung Steu-er-be-scheid Stim-me Stra-ße Strom Stun-de Ta-ges-ord-nung Teil-nah-me Te-le-fon
Ter-min Tier Tisch Trep-pe Tür U-fer Uhr Um-lei-tung Um-welt Un-fall un-gül-tig Un-ter-kunft Un-ter-schrift Ur-laub
Ver-ein Ver-fah-ren Ver-kehr Ver-mie-ter Ver-samm-lung Ver-trag Ver-wal-tung Voll-macht Vor-ha-ben Vor-schlag Wahl
Wald Was-ser Weg Wei-se Werk-tag Wet-ter wich-tig Wi-der-spruch Wie-se Win-ter Wo-che Woh-nung Wort Zahl Zeit Zei-tung
Zim-mer Zu-gang zu-stän-dig Zu-stim-mung Zwei-fel be-ob-ach-ten ge-öff-net Re-a-li-tät ak-tu-ell I-de-en Fe-ri-en
Fa-mi-lie:4 Li-ni-e:3 Sta-ti-on Dis-kus-si-on Kom-mis-si-on re-no-vie-ren ser-vie-ren in-for-mie-ren pro-bie-ren
ver-öf-fent-lich-en be-ein-träch-ti-gen Ge-bäu-de-ver-si-che-rung Grund-schul-kin-der Mehr-zweck-hal-le
Rechts-be-helfs-be-leh-rung Stadt-ent-wick-lung Ver-kehrs-be-ru-hi-gung Brun-nen Ge-län-de Hü-gel Klei-dung Lam-pe
Mes-ser Na-del Pin-sel Schach-tel Tel-ler Vo-gel Wur-zel Zet-tel Ab-stim-mung Haus-halts-plan Was-ser-ver-sor-gung
Woh-nungs-bau-ge-sell-schaft Zu-gäng-lich-keit
"""


def _labelled() -> list[tuple[str, int]]:
    found = []
    for entry in DIVIDED.split():
        word, _, count = entry.partition(":")
        found.append((word.replace("-", ""), int(count) if count else word.count("-") + 1))
    return found


def test_at_least_95_percent_of_the_syllables_are_exact() -> None:
    labelled = _labelled()
    assert len(labelled) >= 300
    wrong = [(word, count, syllables(word)) for word, count in labelled if syllables(word) != count]
    assert len(wrong) <= 0.05 * len(labelled), wrong


def test_formulas_on_a_sentence_counted_by_hand() -> None:
    found = scores("Der Rat hat den Plan heute beschlossen.")
    assert (found.words, found.sentences) == (7, 1)
    assert found.flesch == pytest.approx(180 - 7 - 58.5 * 10 / 7, abs=0.01)
    expected = 0.1935 * 100 / 7 + 0.1672 * 7 + 0.1297 * 100 / 7 - 0.0327 * 500 / 7 - 0.875
    assert found.wstf1 == pytest.approx(expected, abs=0.01)
    assert found.lix == pytest.approx(7 + 100 / 7, abs=0.01)


def test_an_empty_text_has_no_score() -> None:
    assert scores(" \n").words == 0


def test_threads_get_the_same_scores() -> None:
    text = "Die Verwaltungsgebühr beträgt 20 Euro. Sie ist sofort fällig. " * 20
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(scores, [text] * 16))) == 1
