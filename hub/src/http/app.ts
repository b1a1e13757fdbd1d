/** The Koa application. Reads from top to bottom as the life of a request. */
import Router from '@koa/router';
import Koa from 'koa';
import type { HubServices } from '../process/opening/services.ts';
import { authenticate, requireOwnOrigin } from './middleware/authenticate.ts';
import { serveClients } from './clients/serve-clients.ts';
import { allowOrigins } from './middleware/cors.ts';
import { handleErrors } from './middleware/errors.ts';
import { logRequests } from './middleware/log.ts';
import { otherMethods } from './middleware/methods.ts';
import { extendRequest } from './koa-request.ts';
import { asyncApiDocument } from './documents/asyncapi.ts';
import type { EventsDocument } from './documents/events/document.ts';
import { eventsPage } from './documents/events-page.ts';
import { openApiDocument } from './documents/openapi.ts';
import { API_PREFIX } from './routing/api-prefix.ts';
import { apiDocsPage } from './middleware/docs-page.ts';
import { storesMore } from './routing/route.ts';
import { requestCameras } from './routing/request-cameras.ts';
import { runRoute } from './routing/run-route.ts';
import { annotationRoutes } from './routes/library/annotations.ts';
import { auditRoutes } from './routes/people/audit.ts';
import { authRoutes } from './routes/people/auth.ts';
import { cameraRoutes } from './routes/cameras/cameras.ts';
import { firstRunRoutes } from './routes/people/first-run.ts';
import { captureRoutes } from './routes/library/captures.ts';
import { captureDetailRoutes } from './routes/library/capture-details.ts';
import { captureUpload } from './routes/library/capture-upload.ts';
import { controlRoutes } from './routes/cameras/control.ts';
import { choiceRoutes } from './routes/cameras/choice.ts';
import { deviceRoutes } from './routes/cameras/device.ts';
import { downloadRoutes } from './routes/library/downloads.ts';
import { guideRoutes } from './routes/cameras/guide.ts';
import { feedUrlRoutes } from './routes/cameras/feed-url.ts';
import { viewerRoutes } from './routes/cameras/viewers.ts';
import { serveMetrics } from './routes/operations/metrics.ts';
import { healthRoutes, logRoutes } from './routes/operations/health.ts';
import { trustRoutes } from './routes/operations/trust.ts';
import { jobRoutes } from './routes/cameras/jobs.ts';
import { rewindRoutes } from './routes/cameras/rewind.ts';
import { libraryRoutes } from './routes/library/library.ts';
import { keyRoutes } from './routes/people/keys.ts';
import { loginSessionRoutes } from './routes/people/login-sessions.ts';
import { objectiveRoutes } from './routes/cameras/objectives.ts';
import { poolRoutes } from './routes/cameras/pool.ts';
import { presetRoutes } from './routes/cameras/presets.ts';
import { sessionRoutes } from './routes/library/sessions.ts';
import { storageRoutes } from './routes/library/storage.ts';
import { shareRoutes } from './routes/people/shares.ts';
import { userRoutes } from './routes/people/users.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { serveManual } from './middleware/manual.ts';
import { serveUi } from './middleware/ui.ts';

export function createApp(services: HubServices): Koa {
  const routes = [
    ...healthRoutes(services),
    ...logRoutes(services),
    ...trustRoutes(services),
    ...authRoutes(services),
    ...firstRunRoutes(services),
    ...loginSessionRoutes(services),
    ...guideRoutes(services),
    ...cameraRoutes(services),
    ...controlRoutes(services),
    ...choiceRoutes(services),
    ...deviceRoutes(services),
    ...jobRoutes(services),
    ...rewindRoutes(services),
    ...objectiveRoutes(services),
    ...libraryRoutes(services),
    ...captureRoutes(services),
    ...captureDetailRoutes(services),
    ...downloadRoutes(services),
    ...annotationRoutes(services),
    ...shareRoutes(services),
    ...sessionRoutes(services),
    ...presetRoutes(services),
    ...poolRoutes(services),
    ...storageRoutes(services),
    ...userRoutes(services),
    ...keyRoutes(services),
    ...auditRoutes(services),
    ...feedUrlRoutes(services),
    ...viewerRoutes(services),
  ];
  const { allowedOrigins, basePath, corsOrigins, manualDir, tls, uiDir } = services.config;

  const camerasOf = requestCameras(services);
  const api = new Router({ prefix: API_PREFIX });
  const assertRoom: Koa.Middleware = async (_ctx, next) => {
    await services.diskReserve.assertRoom();
    await next();
  };
  for (const route of routes) {
    api[route.method](
      route.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(storesMore(route) ? [assertRoom] : []),
      runRoute(route, services, camerasOf),
    );
  }
  const health = new Router();
  for (const route of healthRoutes(services)) health[route.method](route.path, runRoute(route, services, camerasOf));

  const app = new Koa();
  extendRequest(app, services.clientOf, services.limits.http.maxQueryParameters);
  app.silent = true; // errors are logged by `handleErrors`
  app.use(logRequests(services.logger));
  app.use(securityHeaders({ allowedOrigins, hstsSeconds: tls?.files && tls.hstsSeconds }));
  app.use(allowOrigins(corsOrigins));
  app.use(handleErrors(services.logger));
  app.use(captureUpload(services));
  app.use(authenticate(services));
  app.use(requireOwnOrigin(services));
  const asyncApi = (): EventsDocument => asyncApiDocument(services.version, basePath);
  app.use(
    apiDocsPage(
      {
        openApi: () => openApiDocument(routes, services.version, basePath),
        asyncApi,
        eventsPage: () => eventsPage(asyncApi(), basePath),
      },
      basePath,
    ),
  );
  app.use(serveClients(services.config));
  app.use(serveMetrics(services));
  app.use(health.routes());
  app.use(api.routes());
  app.use(otherMethods);
  app.use(serveManual({ manualDir, basePath }));
  app.use(serveUi({ uiDir, basePath, httpsPort: () => services.https()?.port }));
  return app;
}
