/** GET /metrics: for Prometheus with METRICS_TOKEN as bearer token, or for users whose role allows it. */
import type { Middleware } from 'koa';
import { isBearer } from '../../../network/bearer.ts';
import { authorizeKeyCamera } from '../../../people/key-policies.ts';
import { authorize } from '../../../people/policies.ts';
import { unauthenticated } from '../../../errors.ts';
import type { OperationsServices } from '../../../process/opening/services.ts';
import { answerOtherMethod, READING } from '../../middleware/methods.ts';
import type { HubContext } from '../../routing/route.ts';

export function serveMetrics({ metrics, config }: OperationsServices): Middleware {
  return async (context, next) => {
    const ctx = context as unknown as HubContext;
    if (ctx.path !== '/metrics') {
      await next();
      return;
    }
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      answerOtherMethod(ctx, READING);
      return;
    }
    const { metricsToken } = config;
    if (metricsToken === undefined || !isBearer(ctx.get('authorization'), metricsToken)) {
      if (!ctx.state.principal) throw unauthenticated();
      authorize(ctx.state.principal, 'metrics:view');
      // The figures are of all cameras.
      authorizeKeyCamera(ctx.state.principal, null);
    }
    ctx.set('Content-Type', metrics.contentType);
    ctx.body = await metrics.text();
  };
}
