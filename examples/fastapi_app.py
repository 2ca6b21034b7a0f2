"""FastAPI with analytics inside, and the dashboard at /app: uvicorn fastapi_app:app

One process: a data directory has one owner. Beside several workers, run `insights serve` instead.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request

from insights import AsyncInsights

insights = AsyncInsights("data")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with insights:
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders/{customer}", status_code=201)
async def order(customer: str, request: Request, user_agent: Annotated[str, Header()] = "") -> dict[str, str]:
    await insights.track(
        "order",
        user_id=customer,
        revenue={"amount": "12.50", "currency": "EUR"},
        ip=request.client.host if request.client else "",
        user_agent=user_agent,
    )
    return {"customer": customer}


@app.get("/report")
async def report() -> list[dict[str, Any]]:
    answer = await insights.query(metrics=["visitors", "events", "total_revenue"], date_range="day")
    return answer.rows()


# Last, because it takes every path that is left: the dashboard at /app, its API at /api, the tracker at /js.
app.mount("/", insights.asgi())
