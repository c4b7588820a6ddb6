"""Every package of the lock is under a licence that may go with a program under the Apache License 2.0."""

import ast
import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from locked import locked

# SPDX identifiers. The Mozilla licences ask for the source of changed files alone, and we change none.
ALLOWED = {
    *("0BSD", "Apache-2.0", "Artistic-1.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT"),
    *("MIT-0", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Zlib"),
}
# What packages write instead. BSD without a number has two or three clauses: both are allowed.
SAID = {
    **dict.fromkeys(("MIT License", "MIT license", "MIT Licence", "The MIT License (MIT)"), "MIT"),
    **dict.fromkeys(("BSD", "BSD License", "3-Clause BSD License"), "BSD-3-Clause"),
    **dict.fromkeys(("Apache 2.0", "Apache Software License"), "Apache-2.0"),
    **dict.fromkeys(("ISC License", "ISC License (ISCL)"), "ISC"),
    "The BSD 2-Clause License": "BSD-2-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Which of two licences is taken where a package leaves the choice in free words, and those of packages for other
# systems or Pythons, as their pages say.
KNOWN = {
    "text-unidecode": "Artistic-1.0",
    "async-timeout": "Apache-2.0",
    "pywin32": "PSF-2.0",
    "tzdata": "Apache-2.0",
    "whenever": "MIT",
}
UNKNOWN = "unknown"


def licence(name: str) -> str:
    """The SPDX expression of an installed package, made of what it says; UNKNOWN where it says nothing."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return UNKNOWN
    if expression := said.get("License-Expression"):
        return expression
    # Older packages: a classifier, or the licence's name in a field that may hold its whole text.
    named = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License ::")]
    if not named:
        named = [(said.get("License") or UNKNOWN).splitlines()[0].strip()]
    return " AND ".join(SAID.get(each, each) for each in named)


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression can be met by allowed licences alone."""
    names: list[str] = []

    def numbered(word: re.Match[str]) -> str:
        if word[0] in ("AND", "OR"):
            return word[0].lower()
        names.append(word[0])
        return f"n{len(names) - 1}"

    def holds(node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            each = map(holds, node.values)
            return all(each) if isinstance(node.op, ast.And) else any(each)
        assert isinstance(node, ast.Name), expression
        return names[int(node.id[1:])] in ALLOWED

    try:
        return holds(ast.parse(re.sub(r"[^\s()]+", numbered, expression), mode="eval").body)
    except SyntaxError:
        return False


@pytest.mark.parametrize("name", sorted(locked()))
def test_the_licence_is_known_and_allowed(name: str) -> None:
    assert is_allowed(licence(name)), f"{name}: {licence(name)}"


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", UNKNOWN, "", "Proprietary License"])
def test_others_are_not_allowed(expression: str) -> None:
    assert not is_allowed(expression)


def test_a_choice_is_ours() -> None:
    assert is_allowed("GPL-2.0-only OR MIT")
    assert is_allowed("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)")
    assert not is_allowed("MPL-2.0 AND (GPL-2.0-only OR GPL-3.0-only)")


def test_exceptions_are_of_packages_that_are_locked() -> None:
    assert set(KNOWN) <= set(locked())
