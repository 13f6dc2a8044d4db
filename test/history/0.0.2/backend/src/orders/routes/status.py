from fastapi import APIRouter

import orders

router = APIRouter(prefix="/internal", tags=["internal"])


@router.get("/alive")
def alive() -> dict[str, str]:
    return {"service": orders.__name__, "status": "alive"}
