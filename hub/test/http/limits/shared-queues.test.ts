/** Shared queues: the requests of one person do not delay those of others. */
import type { CaptureSession, Download } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { enterByLink, post, setUpBench, createLink, type Bench } from '../../sockets/guest-link.ts';

const limits = { ...DEFAULT_LIMITS, queues: { ...DEFAULT_LIMITS.queues, maxExportsKept: 2, maxDownloadsKept: 2 } };
let bench: Bench;
let guest: string;

beforeAll(async () => {
  bench = await setUpBench({}, limits);
  guest = (await enterByLink(bench.hub, (await createLink(bench, 'session')).secret, 'Gil')).access_token;
});
afterAll(() => bench.hub.close());

const view = (token: string, query: string): Promise<Response> => bench.hub.api(`/captures/${bench.capture.id}/view?${query}`, { token });

it('refuses views of a guest that requests many, and makes those of others', async () => {
  const asked = Array.from({ length: 100 }, (_, n) => view(guest, `black=${String(n)}&white=200`));
  const operator = await view(bench.token, 'width=16');
  expect(operator.status).toBe(200);
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(100);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused[0]?.json()).toMatchObject({
    code: 'rate_limited',
    message: '4 views of yours are already waiting, which is the limit',
  });
  const metrics = await (await fetch(`${bench.hub.url}/metrics`, { headers: { authorization: `Bearer ${bench.token}` } })).text();
  expect(metrics).toMatch(/eyepiece_refusals_total\{reason="queue_full"\} \d/);
});

it('drops the views of a client that disconnects', async () => {
  const controller = new AbortController();
  const left = Array.from({ length: 5 }, (_, n) =>
    bench.hub.api(`/captures/${bench.capture.id}/view?black=${String(n)}&white=99`, { token: guest, signal: controller.signal }),
  );
  controller.abort();
  await Promise.allSettled(left);
  await expect.poll(async () => (await view(guest, 'white=77')).status).toBe(200);
});

it.each(['exports', 'downloads'])('keeps the %s of one person when another makes many', async (kind) => {
  const make = (token: string): Promise<Download> =>
    kind === 'exports'
      ? post<Download>(bench.hub, token, `/sessions/${bench.session.id}/export`, {})
      : post<Download>(bench.hub, token, '/downloads', { captureIds: [bench.capture.id] });
  const status = async (token: string, { url }: Download): Promise<number> => (await bench.hub.api(url, { token })).status;
  const { token: other } = await bench.hub.person('viewer');
  const kept = await make(bench.token);
  const made: Download[] = [];
  for (let n = 0; n < 4; n += 1) made.push(await make(other));
  expect(await Promise.all(made.map((one) => status(other, one)))).toEqual([404, 404, 200, 200]);
  expect(await status(bench.token, kept)).toBe(200);
});

it('limits the waiting exports of one person', async () => {
  const { token } = await bench.hub.person('viewer');
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => bench.hub.api(`/sessions/${bench.session.id}/export`, { method: 'POST', token })),
  );
  const codes = answers.map(({ status }) => status);
  expect(codes.filter((code) => code === 429).length).toBeGreaterThan(0);
  expect(codes.filter((code) => code === 201).length).toBeGreaterThanOrEqual(5);
  const session = (await (await bench.hub.api(`/sessions/${bench.session.id}`, { token })).json()) as CaptureSession;
  expect(session.id).toBe(bench.session.id);
});
