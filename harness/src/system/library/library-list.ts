import type { Capture, CapturePage } from '@eyepiece/shared-types';

const PAGE = 200;

/**
 * Every capture in the library or the trash. A list, because a capture may be present twice.
 * @param get requests a path of the hub's REST API
 * @throws if the hub refuses
 */
export async function allCaptures(get: (path: string) => Promise<Response>): Promise<Capture[]> {
  const all: Capture[] = [];
  for (const deleted of ['false', 'true']) {
    let cursor = '';
    do {
      const response = await get(`/captures?limit=${String(PAGE)}&deleted=${deleted}${cursor}`);
      if (!response.ok) throw new Error(`the library answers ${String(response.status)}`);
      const { captures, nextCursor } = (await response.json()) as CapturePage;
      all.push(...captures);
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
  }
  return all;
}
