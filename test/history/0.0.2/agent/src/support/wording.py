import os

import httpx


def reword(question: str, answer: str) -> str:
    """The answer in a model's words, where a key is there; else as it is."""
    key = os.environ.get("OPENAI_API_KEY")
    if not key:
        return answer
    base = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
    response = httpx.post(
        f"{base}/chat/completions",
        headers={"Authorization": f"Bearer {key}"},
        json={
            "model": os.environ.get("SUPPORT_MODEL", "gpt-4o-mini"),
            "messages": [
                {"role": "system", "content": f"Answer in one friendly sentence. The facts: {answer}"},
                {"role": "user", "content": question},
            ],
        },
        timeout=20,
    )
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]
