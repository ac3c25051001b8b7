"""The rule packs at the doors: which are offered, and how an article is written."""

from typing import Any

from azukari.web.packs import article_words, offered_packs


def test_the_gdpr_is_offered_where_the_organisation_says_so(settings: Any) -> None:
    settings.AZUKARI_GDPR = False
    assert [pack.id for pack in offered_packs()] == ["jp-appi-2022"]
    settings.AZUKARI_GDPR = True
    assert [pack.id for pack in offered_packs()] == ["jp-appi-2022", "eu-gdpr"]


def test_articles_are_written_as_letters_write_them() -> None:
    assert article_words("jp-appi-2022", "33(2)i", "ja") == "個人情報保護法第33条第2項第1号"
    assert article_words("jp-appi-2022", "35(1), 35(5)", "ja") == "個人情報保護法第35条第1項、第35条第5項"
    assert article_words("eu-gdpr", "21(2)", "en") == "General Data Protection Regulation, Art. 21(2)"
