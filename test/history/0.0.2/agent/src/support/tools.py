import re
from datetime import timedelta

DELIVERY = {"standard": timedelta(days=3), "express": timedelta(days=1)}


def delivery(question: str) -> str:
    kind = "express" if "express" in question.lower() else "standard"
    days = DELIVERY[kind].days
    return f"With {kind} delivery it takes {days} day{'s' if days > 1 else ''}."


def order_status(question: str) -> str:
    number = re.search(r"\d+", question)
    if number is None:
        return "Which order do you mean? Please give its number."
    return f"Order {number.group()} is being packed."


def fallback(question: str) -> str:
    return "I can help with orders and deliveries."


TOOLS = {"delivery": delivery, "order_status": order_status, "fallback": fallback}
