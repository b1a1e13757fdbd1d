/** The library over HTTP: days, facets, neighbours. */
import { randomUUID } from 'node:crypto';
import type { Facets, Neighbours, Timeline } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { useLibrary } from './use-library.ts';

const bench = useLibrary();
const { add, get, hub, post } = bench;

const at = (iso: string): number => Date.parse(iso) * 1000;

it.each([
  // Clocks go back from 1:00 to 0:00: midnight occurs twice, and the day begins with the first.
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T00:59:59.999Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z'],
  // Clocks go back from 0:00 to 23:00, and forward from 0:00 to 1:00.
  ['Asia/Beirut', '2026-10-24', '2026-10-23T21:00:00.000Z', '2026-10-24T21:59:59.999Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z', '2026-03-29T20:59:59.999Z'],
])('the count for a day in %s equals the captures in its range (%s)', async (timeZone, day, from, to) => {
  const cameraId = `${timeZone.slice(-6).toLowerCase()}-${day}`;
  const moments = [
    Date.parse(from),
    Date.parse(from) + 1_800_000,
    Date.parse(from) + 5_400_000,
    Date.parse(to) - 1_800_000,
    Date.parse(to),
  ];
  const beside = [Date.parse(from) - 1, Date.parse(to) + 1];
  for (const ms of [...moments, ...beside]) await add({ cameraId, capturedAtUs: ms * 1000 });
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}&timeZone=${timeZone}`);
  expect(days.map(({ count }) => count)).toEqual([1, moments.length, 1]);
  expect(days[1]).toMatchObject({ day, from, to });
  for (const one of days) {
    const { total } = await get<{ total: number }>(`/captures?cameraId=${cameraId}&from=${one.from}&to=${one.to}`);
    expect([one.day, total]).toEqual([one.day, one.count]);
  }
});

it('counts days in a time zone, and refuses an unknown zone', async () => {
  const cameraId = 'zones';
  await add({ cameraId, capturedAtUs: at('2026-03-28T22:30:00Z') });
  await add({ cameraId, capturedAtUs: at('2026-03-28T23:30:00Z') });
  // In Vienna clocks go forward on this day, which has 23 hours.
  await add({ cameraId, capturedAtUs: at('2026-03-29T21:59:59Z') });
  await add({ cameraId, capturedAtUs: at('2026-03-29T22:00:00Z') });
  const utc = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}`);
  expect(utc).toMatchObject({ total: 4, bytes: 4 * bench.picture.length });
  expect(utc.days.map(({ day, count }) => [day, count])).toEqual([
    ['2026-03-29', 2],
    ['2026-03-28', 2],
  ]);
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}&timeZone=Europe/Vienna`);
  expect(days).toMatchObject([
    { day: '2026-03-30', count: 1, from: '2026-03-29T22:00:00.000Z', to: '2026-03-30T21:59:59.999Z' },
    { day: '2026-03-29', count: 2, from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T21:59:59.999Z', sessions: [] },
    { day: '2026-03-28', count: 1 },
  ]);
  const [, day] = days;
  const listed = await get<{ total: number }>(`/captures?cameraId=${cameraId}&from=${day?.from ?? ''}&to=${day?.to ?? ''}`);
  expect(listed.total).toBe(2);
  for (const zone of ['Mars/Base', 'XYZ3', "'"]) {
    const refused = await hub.api(`/captures/timeline?timeZone=${encodeURIComponent(zone)}`, { token: bench.admin.access_token });
    expect([zone, refused.status]).toEqual([zone, 400]);
    expect(await refused.json()).toMatchObject({ code: 'validation_failed', issues: [{ path: 'timeZone' }] });
  }
});

it('counts the captures of each session of a day', async () => {
  const day = at('2026-06-01T10:00:00Z');
  const begin = async (title: string): Promise<string> => {
    const response = await post('/sessions', { cameraId: bench.camera.id, title });
    const { id } = (await response.json()) as { id: string };
    await post(`/sessions/${id}/end`, {});
    return id;
  };
  await bench.camera.connect();
  const [tissue, pollen] = [await begin('Tissue'), await begin('Pollen')];
  const cameraId = 'day-of-sessions';
  for (const [index, sessionId] of [tissue, pollen, tissue, undefined].entries())
    await add({ cameraId, capturedAtUs: day + index, ...(sessionId && { sessionId }) });
  const { days } = await get<Timeline>(`/captures/timeline?cameraId=${cameraId}`);
  expect(days).toMatchObject([
    {
      count: 4,
      sessions: [
        { title: 'Tissue', count: 2 },
        { title: 'Pollen', count: 1 },
      ],
    },
  ]);
});

it('lists the values of filters, and the neighbours of a capture', async () => {
  const user = { id: randomUUID(), name: 'Ana' };
  const base = { cameraId: 'facets', cameraName: 'Left', user, tags: ['leaf'] };
  const ids: string[] = [];
  for (const [index, label] of ['x', 'y', 'x'].entries()) {
    ids.push(await add({ ...base, label, capturedAtUs: at('2026-05-01T10:00:00Z') + index * 1e6 }));
  }
  expect(await get<Facets>('/captures/facets?cameraId=facets')).toEqual({
    cameras: [{ id: 'facets', name: 'Left', count: 3 }],
    sessions: [],
    people: [{ id: user.id, name: 'Ana', count: 3 }],
    formats: [{ id: 'jpg', count: 3 }],
    tags: [{ id: 'leaf', count: 3 }],
    labels: [
      { id: 'x', count: 2 },
      { id: 'y', count: 1 },
    ],
  });
  const [oldest, middle, newest] = ids;
  for (const filter of ['cameraId=facets', 'cameraId=facets&q=lea']) {
    expect(await get<Neighbours>(`/captures/${middle}/neighbours?${filter}`)).toEqual({
      newer: newest,
      older: oldest,
      position: 2,
      total: 3,
    });
  }
  expect(await get<Neighbours>(`/captures/${newest}/neighbours?label=x`)).toMatchObject({
    newer: null,
    older: oldest,
    position: 1,
    total: 2,
  });
});
