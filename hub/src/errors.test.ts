import { ackErrorSchema, ERROR_CODES, errorBodySchema } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HubError, invalidField, rateLimited, toAckError, toErrorBody, toHubError, validationFailed } from './errors.ts';

const secret = 'password=hunter2 at db.internal';

describe('an error at the edge', () => {
  it.each(ERROR_CODES)('%s gives a valid error body and acknowledgement', (code) => {
    const error = new HubError(code, 'what happened');
    expect(errorBodySchema.strict().parse(toErrorBody(error))).toMatchObject({ code, message: 'what happened', statusCode: error.status });
    expect(ackErrorSchema.strict().parse(toAckError(error))).toEqual({ code, message: 'what happened' });
  });

  it('has the reason phrase of its status', () => {
    expect(toErrorBody(new HubError('camera_offline', 'Camera service unavailable'))).toEqual({
      statusCode: 503,
      message: 'Camera service unavailable',
      error: 'Service Unavailable',
      code: 'camera_offline',
    });
  });

  it('names the holder of control', () => {
    const error = new HubError('control_held', 'Ana has control', { holder: 'Ana' });
    expect(toErrorBody(error)).toMatchObject({ statusCode: 409, holder: 'Ana' });
  });

  it.each([new Error(secret), secret, { secret }, undefined])('hides the text of unexpected errors: %j', (thrown) => {
    const body = toErrorBody(thrown);
    expect(body).toMatchObject({ statusCode: 500, code: 'internal', error: 'Internal Server Error' });
    expect(JSON.stringify([body, toAckError(thrown)])).not.toContain('hunter2');
    expect(toHubError(thrown).cause).toBe(thrown);
  });

  it('hides its cause', () => {
    const error = new HubError('database_unavailable', 'The database is unavailable', { cause: new Error(secret) });
    expect(JSON.stringify(toErrorBody(error))).not.toContain('hunter2');
  });
});

describe('an invalid field', () => {
  const schema = z.strictObject({ roi: z.object({ width: z.int().min(1).max(100) }) });

  it.each([
    [{ roi: { width: 101 } }, { path: 'query.roi.width', max: 100 }],
    [{ roi: { width: 0 } }, { path: 'query.roi.width', min: 1 }],
    [{ roi: { width: 'x' } }, { path: 'query.roi.width' }],
    [{}, { path: 'query.roi' }],
  ])('in %j is named with its limit', (input, issue) => {
    const result = schema.safeParse(input);
    if (result.success) throw new Error('the input should be invalid');
    const error = validationFailed(result.error, 'query');
    expect(error).toMatchObject({ code: 'validation_failed', status: 400, issues: [issue] });
    expect(error.message).toContain(`${issue.path}: `);
  });

  it('is named when a ZodError reaches the edge', () => {
    const error = schema.safeParse({ roi: { width: 101 } }).error;
    expect(toErrorBody(error)).toMatchObject({ statusCode: 400, issues: [{ path: 'roi.width', max: 100 }] });
  });

  it('can be reported without a schema', () => {
    expect(toAckError(invalidField({ path: 'exposure', message: 'too long', max: 2000, unit: 'ms' }))).toEqual({
      code: 'validation_failed',
      message: 'exposure: too long',
      issues: [{ path: 'exposure', message: 'too long', max: 2000, unit: 'ms' }],
    });
  });
});

it('carries the time to retry after', () => {
  expect(rateLimited('too many', 60)).toMatchObject({ status: 429, retryAfterSeconds: 60 });
});
