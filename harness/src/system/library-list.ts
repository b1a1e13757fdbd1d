import type { Capture, CapturePage } from '@eyepiece/shared-types';

const PAGE = 200;

/**
 * Every capture in the library or the trash. A list, for one may be there twice.
 * @param get asks the hub's REST API for a path
 * @throws when the hub refuses
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
