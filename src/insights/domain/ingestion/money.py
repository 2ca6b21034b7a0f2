"""Revenue: an exact amount in a currency of ISO 4217."""

from decimal import Decimal
from typing import Final

from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Money
from insights.domain.ingestion.refusal import Refused

CURRENCIES: Final = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW
    UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - as a list it would be a line for each currency
)
"""The currencies and funds in use (ISO 4217, list one, 2025), without metals, tests and units of account.
The lev stays after Bulgaria's change to the euro, for events of before."""

_SMALLEST: Final = Decimal(1).scaleb(-limits.AMOUNT_DECIMALS)


def read_money(sent: Money) -> tuple[Decimal, str]:
    """The amount with all its decimals, and the currency in upper case. Raises Refused."""
    currency = sent.currency.upper()
    if currency not in CURRENCIES:
        rule = "must be a currency code of ISO 4217, as EUR"
        raise Refused(RejectReason.INVALID, "revenue.currency", rule, sent.currency)
    amount = sent.amount
    if not amount.is_finite() or not -limits.AMOUNT < amount < limits.AMOUNT:
        rule = f"must lie between minus and plus {limits.AMOUNT:,}"
        raise Refused(RejectReason.INVALID, "revenue.amount", rule, amount)
    rounded = amount.quantize(_SMALLEST)
    if rounded != amount:
        rule = f"must have at most {limits.AMOUNT_DECIMALS} decimals"
        raise Refused(RejectReason.INVALID, "revenue.amount", rule, amount)
    return rounded, currency
