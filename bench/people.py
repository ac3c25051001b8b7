"""Invented persons, each made from a number alone, so that what has to come out is known without being kept."""

from collections.abc import Mapping

_FAMILY = (
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山口", "松本",
    "井上", "木村", "林", "斎藤", "清水", "山崎", "森", "池田", "橋本", "阿部", "石川", "山下", "中島", "石井", "小川", "前田",
)  # fmt: skip
_GIVEN = (
    "花子", "太郎", "一郎", "美咲", "翔太", "陽菜", "健太", "結衣", "大輔", "葵", "直樹", "さくら", "拓也", "七海", "和也", "愛",
    "誠", "恵", "亮", "舞", "学", "瞳", "豊", "薫", "進", "栞", "徹", "碧", "実", "優", "修", "凛", "剛", "楓", "稔", "茜", "勇",
)  # fmt: skip
_BODY = (
    "先日お願いした品物の届く日を知りたいです。留守にする日が多いので、できれば夕方に届けていただけますか。",
    "Could you tell me when the notebooks that I ordered will arrive? In the evening there is always somebody at home.",
    "箱の角が少しへこんでいましたが、中の品物は無事でした。次からは緩衝材を減らしていただいてもかまいません。",
    "I would like to add two bottles of ink to my order, if it has not left yet. Otherwise I will order them again.",
)


def person(number: int) -> Mapping[str, str]:
    """Make the values of one person, in the form in which they are stored."""
    family, rest = number % len(_FAMILY), number // len(_FAMILY)
    return {
        "name": f"{_FAMILY[family]} {_GIVEN[rest % len(_GIVEN)]}",
        "email": f"person{number}@mail.example",
        "phone": f"090-{number // 10_000 % 10_000:04}-{number % 10_000:04}",
        "body": f"{_BODY[number % len(_BODY)]}\n{_BODY[(number + 1) % len(_BODY)]}",
    }


def number_of(values: Mapping[str, str]) -> int:
    """Tell from which number a person's values were made."""
    return int(values["email"].removeprefix("person").partition("@")[0])


def size(values: Mapping[str, str]) -> int:
    """Count the bytes of personal data in a person's values."""
    return sum(len(value.encode()) for value in values.values())
