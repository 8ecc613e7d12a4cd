"""What the text of a refusal states about its cause.

Only statements count. Not evidence are a text that merely names a limit, a hedge such as "may have been retired", and a
vendor's text about an account at that vendor.
"""

from __future__ import annotations

import re
from typing import Final

_OVERLOAD: Final = re.compile(r"\bplatform\b.{0,20}\boverload", re.IGNORECASE)
_DAY: Final = re.compile(r"\b(?:daily|per[ _-]day|tpd)\b", re.IGNORECASE)
_REQUESTS_OF_A_DAY: Final = re.compile(
    r"\b(?:daily (?:\w+ )?requests?|requests?[ _-](?:\w+[ _-])?(?:per|a|each)[ _-]day|rpd)\b", re.IGNORECASE
)
_SHORTER: Final = re.compile(r"\b(?:per[ _-](?:second|min(?:ute)?|hour)|[tr]pm)\b", re.IGNORECASE)
_MINUTE_OF_TOKENS: Final = re.compile(r"\b(?:tokens?[ _-]per[ _-]min(?:ute)?|tpm)\b", re.IGNORECASE)
_MODEL: Final = re.compile(r"\bmodels?\b", re.IGNORECASE)
_TIER: Final = re.compile(r"(?<!\bservice )\btier\b", re.IGNORECASE)
_RETIRED: Final = re.compile(
    r"\b(?:has been|is|was)(?: now)? (?:retired|deprecated|discontinued|decommissioned|sunset)\b"
    r"|\bend[ -]of[ -]life\b|\bno longer (?:available|supported|served)\b",
    re.IGNORECASE,
)
_OF_AN_ENDPOINT: Final = re.compile(r"\b(?:endpoint|path|route|api)\b[^.]{0,30}$", re.IGNORECASE)
_DOUBT: Final = re.compile(r"\b(?:may|might|could|perhaps|possibly|whether|if|or|not)\b", re.IGNORECASE)
_BALANCE: Final = re.compile(
    r"\b(?:insufficient|empty|negative|zero|low|exhausted|depleted|positive)(?: \w+){0,2}[ _-]balance\b"
    r"|(?<!\bload )\bbalance (?:(?:is|was|has been|of) )?(?:too )?"
    r"(?:(?:empty|negative|zero|low|exhausted|depleted|insufficient)\b|\$?0+(?:\.0+)?(?!\d|\.\d))"
    r"|\b(?:prepaid balance|prepayment) (?:is )?required\b"
    r"|\binsufficient[ _-](?:funds|credits?)\b|\bpayment[ _-]required\b|\bout of (?:credits?|funds)\b"
    r"|\badd (?:funds|credits?)\b",
    re.IGNORECASE,
)
_HOST_OF_ANOTHER: Final = re.compile(
    r"\b(?!(?:[\w-]+\.)*digitalocean\.com\b)(?:[\w-]+\.)+(?:ai|com)\b", re.IGNORECASE
)


def is_page(text: str) -> bool:
    """Whether a body is a page of HTML or XML, such as a proxy's."""
    head = text[:512].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype", "<html", "<head", "<body", "<?xml", "<!--")) or "<html" in head


def says_platform_overload(text: str) -> bool:
    """Whether the platform is overloaded."""
    return _OVERLOAD.search(text) is not None


def says_daily_tokens(text: str) -> bool:
    """Whether the tokens of a day are used up. A text that names a shorter limit too may be about that one."""
    about = _DAY.search(text) is not None
    return about and _SHORTER.search(text) is None and _REQUESTS_OF_A_DAY.search(text) is None


def says_tokens_of_a_minute(text: str) -> bool:
    """Whether the limit is that of tokens per minute."""
    return _MINUTE_OF_TOKENS.search(text) is not None


def names_a_limit(text: str) -> bool:
    """Whether the text names a limit for a span of time."""
    return _SHORTER.search(text) is not None or _DAY.search(text) is not None


def says_empty_balance(text: str) -> bool:
    """Whether the account's balance is empty, in a text that is not about an account at a vendor."""
    stated = _BALANCE.search(text) is not None and _TIER.search(text) is None
    return stated and not names_another_host(text)


def names_another_host(text: str) -> bool:
    """Whether the text names a host that is not DigitalOcean's, as the texts of vendors do."""
    return _HOST_OF_ANOTHER.search(text) is not None


def says_not_in_tier(text: str) -> bool:
    """Whether the account's tier lacks the model."""
    stated = _TIER.search(text) is not None and _MODEL.search(text) is not None
    return stated and _BALANCE.search(text) is None


def says_retired(text: str) -> bool:
    """Whether the model is retired."""
    found = _RETIRED.search(text)
    if found is None or _MODEL.search(text) is None:
        return False
    before = text[: found.start()]
    return _DOUBT.search(before) is None and _OF_AN_ENDPOINT.search(before) is None
