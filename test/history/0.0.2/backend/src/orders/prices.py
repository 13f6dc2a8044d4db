from dataclasses import dataclass

CENTS = {"tea": 450, "coffee": 690, "cocoa": 520}


@dataclass(frozen=True)
class Quote:
    sku: str
    quantity: int
    net_cents: int
    tax_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


def quote(sku: str, quantity: int, tax_percent: int) -> Quote:
    net = CENTS[sku] * quantity
    return Quote(sku, quantity, net, (net * tax_percent + 50) // 100)
