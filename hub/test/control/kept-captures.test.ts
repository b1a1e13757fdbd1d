/** Captures that are answered when the camera service keeps them, before the hub has them. */
import { createHash, randomUUID } from 'node:crypto';
import { request as httpRequest, type ClientRequest } from 'node:http';
import {
  storageRulesSchema,
  type CaptureMetadata,
  type CapturePage,
  type CaptureParams,
  type GuideCapture,
  type GuideKeptCapture,
  type StorageRules,
  type StorageUse,
} from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { storedCapture } from '../setup/stored-capture.ts';
import { useHub } from '../setup/use-hub.ts';

const WAIT = { timeout: 60_000 };

interface Spooled {
  readonly metadata: CaptureMetadata;
  readonly jpeg: Buffer;
}

const hub = useHub();
let token: string;
let client: TestClient;
let camera: FakeCamera;
/** Parameters of the capture commands that the camera received. */
const asked: CaptureParams[] = [];
/** Captures of the camera that it has not uploaded. */
const spool = new Map<string, Spooled>();
/** Ids of the announced captures. */
const announced: string[] = [];

beforeAll(async () => {
  token = (await hub.login()).access_token;
  client = await hub.client({ token });
  client.on('capture:created', ({ id }) => announced.push(id));
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: 'cam' });
  camera.on['capture'] = async (params: CaptureParams) => {
    asked.push(params);
    const made = await camera.makeCapture(params);
    spool.set(made.metadata.id, made);
    return { capture: made.metadata };
  };
});
afterEach(() => camera.close());

const post = (path: string, json: object): Promise<Response> => hub.api(path, { method: 'POST', token, json });
const order = async (label: string): Promise<GuideKeptCapture> => {
  const response = await post('/cameras/cam/captures', { answerWhen: 'kept', label });
  expect(response.status).toBe(202);
  return (await response.json()) as GuideKeptCapture;
};
const upload = async (id: string): Promise<number> => {
  const { metadata, jpeg } = spool.get(id)!;
  return (await camera.upload(metadata, jpeg)).status;
};
const statusOf = async (path: string): Promise<number> => (await hub.api(path, { token })).status;
const labelled = async (label: string): Promise<string[]> => {
  const page = (await (await hub.api(`/captures?label=${label}`, { token })).json()) as CapturePage;
  return page.captures.map(({ id }) => id);
};

it('are answered with 202 and stored later, once', async () => {
  const kept = await order('later');
  const { metadata, jpeg } = spool.get(kept.id)!;
  expect(kept).toMatchObject({
    success: true,
    state: 'kept',
    message: 'The camera service keeps the capture and uploads it to the library',
    filename: metadata.filename,
    filepath: `/api/v1/captures/${kept.id}/file`,
    url: `/api/v1/captures/${kept.id}/file`,
    image_info: { size_bytes: jpeg.length, format: 'JPG' },
    capture: metadata,
  });
  // The service then uploads after its answer.
  expect(asked.at(-1)).toMatchObject({ captureId: kept.id, answerWhen: 'kept' });
  expect([await statusOf(kept.url), await statusOf(`/captures/${kept.id}`), await labelled('later')]).toEqual([404, 404, []]);
  expect(announced).not.toContain(kept.id);

  expect(await upload(kept.id)).toBe(201);
  await expect.poll(() => announced.filter((id) => id === kept.id), WAIT).toEqual([kept.id]);
  const file = await hub.api(kept.url, { token });
  expect(
    createHash('sha256')
      .update(Buffer.from(await file.arrayBuffer()))
      .digest('hex'),
  ).toBe(metadata.sha256);

  expect(await upload(kept.id)).toBe(200);
  expect(await labelled('later')).toEqual([kept.id]);
  expect(announced.filter((id) => id === kept.id)).toEqual([kept.id]);
});

it('are answered while their upload is in progress', async () => {
  let begun: { end: () => Promise<number> } | undefined;
  camera.on['capture'] = async (params: CaptureParams) => {
    const { metadata, jpeg } = await camera.makeCapture(params);
    begun = await beginUpload(metadata, jpeg);
    return { capture: metadata };
  };
  const kept = await order('half');
  expect(await statusOf(`/captures/${kept.id}`)).toBe(404);
  expect(await begun?.end()).toBe(201);
  await expect.poll(() => announced.filter((id) => id === kept.id), WAIT).toEqual([kept.id]);
});

it('are answered by socket and for the integration guide', async () => {
  const reply = await client.emitWithAck('capture', { cameraId: 'cam', answerWhen: 'kept' });
  expect(reply).toMatchObject({ ok: true, state: 'kept', message: expect.stringContaining('uploads it') as string });
  if (!reply.ok) throw new Error(reply.error.message);
  expect(reply.capture).toEqual(spool.get(reply.capture.id)?.metadata);

  const guide = await post('/camera/capture', { answerWhen: 'kept' });
  expect([guide.status, ((await guide.json()) as GuideKeptCapture).state]).toEqual([202, 'kept']);
});

it('are not answered early by default', async () => {
  const answered = post('/camera/capture', { label: 'default' });
  const replied = client.emitWithAck('capture', { cameraId: 'cam', answerWhen: 'stored', label: 'default' });
  await expect.poll(() => asked.filter(({ label }) => label === 'default').length, WAIT).toBe(2);
  for (const { captureId } of asked.filter(({ label }) => label === 'default')) {
    await expect.poll(() => spool.has(captureId), WAIT).toBe(true);
    expect(await upload(captureId)).toBe(201);
  }
  const response = await answered;
  expect([response.status, ((await response.json()) as GuideCapture).state]).toEqual([200, 'stored']);
  expect(storedCapture(await replied).label).toBe('default');
});

it('stay at the camera service while the hub has no space', async () => {
  const { bytes, trash } = (await (await hub.api('/storage', { token })).json()) as StorageUse;
  const setRules = async (rules: Partial<StorageRules>): Promise<void> => {
    const response = await hub.api('/storage/rules', { method: 'PUT', token, json: storageRulesSchema.parse(rules) });
    expect(response.status).toBe(200);
  };
  await setRules({ quotaBytes: bytes + trash.bytes + 1 });
  const kept = await order('full');
  expect(await upload(kept.id)).toBe(507);
  expect(await statusOf(`/captures/${kept.id}`)).toBe(404);
  await setRules({});
  expect(await upload(kept.id)).toBe(201);
  expect(await labelled('full')).toEqual([kept.id]);
});

it('are stored after the link was lost', async () => {
  const kept = await order('lost');
  await camera.close();
  await expect.poll(() => hub.hub.registry.get('cam')?.online, WAIT).toBe(false);
  await camera.connect();
  expect(await upload(kept.id)).toBe(201);
  expect(await labelled('lost')).toEqual([kept.id]);
});

it('do not outlive a link that is lost before the answer', async () => {
  camera.on['capture'] = () => camera.socket.terminate();
  const response = await post('/cameras/cam/captures', { answerWhen: 'kept' });
  expect([response.status, await response.json()]).toMatchObject([503, { code: 'camera_offline' }]);
});

it('need an answer about the ordered capture', async () => {
  camera.on['capture'] = async () => ({ capture: (await camera.makeCapture({ captureId: randomUUID() })).metadata });
  const response = await post('/cameras/cam/captures', { answerWhen: 'kept' });
  expect([response.status, await response.json()]).toMatchObject([
    502,
    { code: 'camera_error', message: expect.stringContaining('answered with another capture') as string },
  ]);
});

it('refuse an unknown time of the answer', async () => {
  const response = await post('/cameras/cam/captures', { answerWhen: 'soon' });
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'validation_failed', issues: [{ path: 'answerWhen' }] }]);
});

it('are a second response in the OpenAPI document', async () => {
  const document = (await (await fetch(`${hub.url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { responses: object }>>;
  };
  const statuses = (path: string): string[] =>
    Object.keys(document.paths[`/api/v1${path}`]?.['post']?.responses ?? {}).filter((status) => status < '400');
  expect(statuses('/cameras/{id}/captures')).toEqual(['201', '202']);
  expect(statuses('/camera/capture')).toEqual(['200', '202']);
  expect(statuses('/cameras/{id}/objectives')).toEqual(['201']);
});

/** Sends half of an upload; `end` sends the rest and returns the status. */
async function beginUpload(metadata: CaptureMetadata, jpeg: Buffer): Promise<{ end: () => Promise<number> }> {
  const status = Promise.withResolvers<number>();
  const put: ClientRequest = httpRequest(`${hub.url}/ingest/v1/captures/${metadata.id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${hub.cameraToken}`,
      'content-type': 'image/jpeg',
      'content-length': jpeg.length,
      'content-digest': `sha-256=:${Buffer.from(metadata.sha256, 'hex').toString('base64')}:`,
      'eyepiece-metadata': Buffer.from(JSON.stringify(metadata)).toString('base64url'),
    },
  });
  put.on('error', (error) => status.reject(error));
  put.on('response', (response) => {
    response.resume();
    status.resolve(response.statusCode ?? 0);
  });
  const half = jpeg.length >> 1;
  await new Promise<void>((resolve, reject) => put.write(jpeg.subarray(0, half), (error) => (error ? reject(error) : resolve())));
  return {
    end: () => {
      put.end(jpeg.subarray(half));
      return status.promise;
    },
  };
}
