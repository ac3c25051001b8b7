"""A mailing contractor: ten thousand who asked for brochures, a key of age, and what its desk does at the hand-over page."""

import csv
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.pages import assert_accessible, keep_picture
from tests.journeys.persons import mails_to, press
from tests.journeys.product import Product, wait_for

_MAPPING = """
[provenance]
giver = "organisation"
name = "架空文具販売株式会社"
address = "東京都千代田区架空1-2-3"
representative = "代表取締役 仮野 太郎"
acquired = "店頭の申込用紙による"
received_on = 2026-11-20
basis = "27-5-ii"
consent = "事業の承継に伴う提供のため、同意は不要"
contract = "事業譲渡契約書"
confirmed_by = "空野 朗"
confirmed_how = "契約書と用紙の写しを確認"

[language]
value = "ja"

[items.name]
column = "名前"

[items.postal_code]
column = "郵便番号"

[items.address]
column = "住所"

[items.email]
column = "メール"

[items.brochures]
column = "資料"
values = { "総合カタログ" = "general", "紙の見本帳" = "paper" }
"""
_CODE = re.compile(r"\b(\d{4}) (\d{4})\b")


@dataclass(frozen=True)
class Contractor:
    """Somebody outside, with a desk and a key of its own."""

    desk: str
    folder: Path

    @property
    def key_file(self) -> Path:
        return self.folder / "key.txt"

    def make_key(self) -> str:
        """Make a key with the command line tool, and give its public half."""
        self.folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["age-keygen", "-o", self.key_file], capture_output=True, text=True, check=True)
        return done.stderr.rpartition(" ")[2].strip()

    def decrypt(self, file: Path) -> str:
        """Decrypt a file with the command line tool."""
        done = subprocess.run(["age", "-d", "-i", self.key_file, file], capture_output=True, check=True)
        return done.stdout.decode("utf-8-sig")

    def come(self, page: Page, product: Product, language: str, link: str) -> None:
        """Open a link, have a code mailed, and type it in."""
        before = len(self._codes(product))
        page.goto(link)
        _look(page, f"{language}-handover-begin")
        press(page)
        _look(page, f"{language}-handover-code")
        wait_for(lambda: len(self._codes(product)) > before)
        page.locator("#code").fill(self._codes(product)[-1])
        press(page)
        _look(page, f"{language}-handover")

    def links(self, product: Product) -> list[str]:
        """Give the links in the mails that came, the newest last."""
        found = (re.search(r"https://\S+/handovers/\S+", text) for text in mails_to(product, self.desk))
        return [one.group() for one in found if one is not None]

    def save(self, page: Page, name: str) -> Path:
        """Save the file that waits."""
        with page.expect_download() as waiting:
            page.locator('main form[action$="/file/"] button').first.click()
        path = self.folder / name
        waiting.value.save_as(path)
        return path

    def _codes(self, product: Product) -> list[str]:
        found = (_CODE.search(text) for text in mails_to(product, self.desk) if "/handovers/" not in text)
        return ["".join(one.groups()) for one in found if one is not None]


def take_in(product: Product, folder: Path, count: int) -> None:
    """Take in a file of people who asked for brochures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "asked.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["名前", "郵便番号", "住所", "メール", "資料"])
        for n in range(count):
            brochure = "総合カタログ" if n % 2 else "紙の見本帳"
            writer.writerow(
                [
                    f"発送 {n}号",
                    "100-0001",
                    f"東京都千代田区架空町{n // 100 + 1}-{n % 100 + 1}",
                    f"b{n}@person.example",
                    brochure,
                ]
            )
    (folder / "mapping.toml").write_text(_MAPPING, encoding="utf-8")
    command = ["import", str(product.home.path), str(folder / "asked.csv"), "--service", "brochure"]
    subprocess.run(
        [sys.executable, "-m", "azukari.cli.main", *command, "--mapping", str(folder / "mapping.toml")],
        check=True,
        capture_output=True,
    )


def _look(page: Page, name: str) -> None:
    assert_accessible(page)
    keep_picture(page, name)
