"""The application: routers in a list, one snapshot store, and the guard around everything."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tension.config import Settings
from tension.errors import WarehouseError
from tension.web import api
from tension.web.errors import install_errors
from tension.web.kept import Kept
from tension.web.pages import alerts, data, day, events, overview, signing, sources
from tension.web.security import Access, Guard, require_reading
from tension.web.store import Store
from tension.web.templating import STATIC, make_ready, make_templates

# The order decides: `/events` must be asked for before `/{pair}` could take it.
PAGES = (events.router, sources.router, alerts.router, data.router, day.router, overview.router)
GZIP_BYTES, GZIP_LEVEL = 1400, 4


def create_app(settings: Settings, access: Access | None = None, *, clock: Callable[[], datetime]) -> FastAPI:
    """The whole page over the snapshot that the settings name.

    Args:
        settings: pairs, rules, and where the snapshot lies; it need not exist yet.
        access: token and host names; by default loopback names and no token, so nothing can be changed.
        clock: gives the present, aware UTC.
    """
    app = FastAPI(
        title="The tension index",
        summary="A daily index of tension between two countries, read from the news.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_serving,
    )
    app.state.settings = settings
    app.state.access = access or Access()
    app.state.clock = clock
    app.state.store = Store(settings.warehouse.path)
    app.state.templates = make_templates(settings)
    app.mount("/static", _Kept(directory=STATIC), name="static")
    app.include_router(signing.router)
    reading = [Depends(require_reading)]
    app.include_router(api.router, prefix="/api", dependencies=reading)
    app.include_router(api.feeds.router, dependencies=reading)
    for router in PAGES:
        app.include_router(router, dependencies=reading, include_in_schema=False)
    install_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_BYTES, compresslevel=GZIP_LEVEL)
    app.add_middleware(Kept)
    app.add_middleware(Guard, access=app.state.access)
    return app


class _Kept(StaticFiles):
    """Files whose address carries their fingerprint, so that a browser never need ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if b"v=" in scope["query_string"]:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[None]:
    """Make ready before the first reader asks, and let the snapshot go after the last."""
    store: Store = app.state.store
    # In a thread, as the pages: the first use of one loads what runs them.
    await run_in_threadpool(make_ready, app.state.templates)
    with suppress(WarehouseError), store.snapshot():
        pass
    yield
    store.close()
