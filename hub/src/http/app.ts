/** The Koa application. Reads from top to bottom as the life of a request. */
import Router from '@koa/router';
import Koa from 'koa';
import type { HubServices } from '../services.ts';
import { authenticate, requireOwnOrigin } from './authenticate.ts';
import { handleErrors } from './errors.ts';
import { logRequests } from './log.ts';
import { otherMethods } from './methods.ts';
import { parseQuery } from './query.ts';
import { openApiDocument, API_PREFIX } from './openapi.ts';
import { apiDocsPage } from './docs-page.ts';
import { describeClients } from './clients.ts';
import { storesMore } from './route.ts';
import { runRoute } from './run-route.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { authRoutes } from './routes/auth.ts';
import { cameraRoutes } from './routes/cameras.ts';
import { captureRoutes } from './routes/captures.ts';
import { captureDetailRoutes } from './routes/capture-details.ts';
import { captureUpload } from './routes/capture-upload.ts';
import { controlRoutes } from './routes/control.ts';
import { deviceRoutes } from './routes/device.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { guideRoutes } from './routes/guide.ts';
import { feedUrlRoutes } from './routes/feed-url.ts';
import { viewerRoutes } from './routes/viewers.ts';
import { serveMetrics } from './metrics.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { libraryRoutes } from './routes/library.ts';
import { loginSessionRoutes } from './routes/login-sessions.ts';
import { objectiveRoutes } from './routes/objectives.ts';
import { presetRoutes } from './routes/presets.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { storageRoutes } from './routes/storage.ts';
import { shareRoutes } from './routes/shares.ts';
import { userRoutes } from './routes/users.ts';
import { securityHeaders } from './security-headers.ts';
import { serveUi } from './ui.ts';

export function createApp(services: HubServices): Koa {
  const routes = [
    ...healthRoutes(services),
    ...authRoutes(services),
    ...loginSessionRoutes(services),
    ...guideRoutes(services),
    ...cameraRoutes(services),
    ...controlRoutes(services),
    ...deviceRoutes(services),
    ...jobRoutes(services),
    ...objectiveRoutes(services),
    ...libraryRoutes(services),
    ...captureRoutes(services),
    ...captureDetailRoutes(services),
    ...downloadRoutes(services),
    ...annotationRoutes(services),
    ...shareRoutes(services),
    ...sessionRoutes(services),
    ...presetRoutes(services),
    ...storageRoutes(services),
    ...userRoutes(services),
    ...feedUrlRoutes(services),
    ...viewerRoutes(services),
  ];
  const { basePath, uiDir } = services.config;
  const document = openApiDocument(routes, services.version, basePath);

  const api = new Router({ prefix: API_PREFIX });
  const assertRoom: Koa.Middleware = async (_ctx, next) => {
    await services.diskReserve.assertRoom();
    await next();
  };
  for (const route of routes) {
    api[route.method](route.path.replace(/\{(\w+)\}/g, ':$1'), ...(storesMore(route) ? [assertRoom] : []), runRoute(route, services));
  }
  const health = new Router();
  for (const route of healthRoutes(services)) health[route.method](route.path, runRoute(route, services));

  const app = new Koa();
  describeClients(app, services.clientOf);
  app.silent = true; // errors are logged where they are answered
  const { maxQueryParameters } = services.limits.http;
  Object.defineProperty(app.request, 'query', {
    get(this: Koa.Request) {
      return parseQuery(this.querystring, maxQueryParameters);
    },
  });
  app.use(logRequests(services.logger));
  app.use(securityHeaders(services.config.allowedOrigins));
  app.use(handleErrors(services.logger));
  app.use(captureUpload(services));
  app.use(authenticate(services));
  app.use(requireOwnOrigin(services));
  app.use(apiDocsPage(document, basePath));
  app.use(serveMetrics(services));
  app.use(health.routes());
  app.use(api.routes());
  app.use(otherMethods);
  app.use(serveUi(uiDir, basePath));
  return app;
}
