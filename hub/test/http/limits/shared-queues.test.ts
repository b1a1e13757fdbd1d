/** Work that people share: what one asks for does not keep the others waiting. */
import type { CaptureSession, Download } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { comeIn, post, setUpBench, share, type Bench } from '../../sockets/guest-link.ts';

const limits = { ...DEFAULT_LIMITS, queues: { ...DEFAULT_LIMITS.queues, maxExportsKept: 2, maxDownloadsKept: 2 } };
let bench: Bench;
let guest: string;

beforeAll(async () => {
  bench = await setUpBench({}, limits);
  guest = (await comeIn(bench.hub, (await share(bench, 'session')).secret, 'Gil')).access_token;
});
afterAll(() => bench.hub.close());

const view = (token: string, query: string): Promise<Response> => bench.hub.api(`/captures/${bench.capture.id}/view?${query}`, { token });

it('refuses the views of a guest who asks for many, and makes those of others', async () => {
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

it('drops the views of a client that has left', async () => {
  const controller = new AbortController();
  const left = Array.from({ length: 5 }, (_, n) =>
    bench.hub.api(`/captures/${bench.capture.id}/view?black=${String(n)}&white=99`, { token: guest, signal: controller.signal }),
  );
  controller.abort();
  await Promise.allSettled(left);
  await expect.poll(async () => (await view(guest, 'white=77')).status, { timeout: 20_000 }).toBe(200);
});

it.each(['exports', 'downloads'])('keeps the %s of one person however many another makes', async (kind) => {
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

it('refuses the fifth export that waits of one person', async () => {
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
