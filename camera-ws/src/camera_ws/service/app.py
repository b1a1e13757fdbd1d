"""The HTTP application for a running service."""

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from camera_ws import __version__
from camera_ws.http.access import Access, Guard
from camera_ws.http.body_limit import BodyLimit
from camera_ws.http.corrections import make_corrections_routes
from camera_ws.http.failures import install_failures
from camera_ws.http.jobs import make_job_routes
from camera_ws.http.routes import make_routes
from camera_ws.http.settings_routes import make_settings_routes
from camera_ws.service.service import CameraService


def create_app(service: CameraService, access: Access | None = None) -> FastAPI:
    """Swagger and its assets are served locally: laboratories often have no internet access."""
    access = access or Access()
    app = FastAPIOffline(
        title="Eyepiece camera service",
        version=__version__,
        description="One camera: live view, settings, captures. Exposure in ms, gain in dB.",
        docs_url="/docs",
        redoc_url=None,
        # Gives the page at /docs a field for the token; Guard checks it.
        dependencies=[Depends(HTTPBearer(auto_error=False))] if access.token else [],
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, access=access)
    install_failures(app, service.acquisition)
    app.include_router(
        make_routes(service.acquisition, service.captures, service.encoder, service.jobs.lock, service.closing)
    )
    app.include_router(make_settings_routes(service.acquisition, service.jobs.lock))
    app.include_router(make_corrections_routes(service.corrections))
    app.include_router(make_job_routes(service.jobs))
    return app
