const SIDEWAYS = { ArrowLeft: -1, ArrowRight: 1 } as const;
const UP_DOWN = { ArrowUp: -1, ArrowDown: 1 } as const;

function isKey<T extends object>(keys: T, key: string): key is keyof T & string {
  return key in keys;
}

/** The id of the tile that an arrow key leads to from `fromId`, as the tiles lie on the screen; null for any other key. */
export function gridStep(container: HTMLElement, fromId: string | null, key: string): string | null {
  if (!isKey(SIDEWAYS, key) && !isKey(UP_DOWN, key)) return null;
  const tiles = [...container.querySelectorAll<HTMLElement>('[data-testid=library-item]')];
  const at = tiles.findIndex((tile) => tile.dataset['captureId'] === fromId);
  const from = tiles[at];
  const found = from === undefined ? tiles[0] : isKey(SIDEWAYS, key) ? tiles[at + SIDEWAYS[key]] : nearestInRow(tiles, from, UP_DOWN[key]);
  return found?.dataset['captureId'] ?? fromId;
}

function nearestInRow(tiles: readonly HTMLElement[], from: HTMLElement, direction: 1 | -1): HTMLElement | undefined {
  const start = from.getBoundingClientRect();
  const beyond = tiles
    .map((tile) => ({ tile, box: tile.getBoundingClientRect() }))
    .filter(({ box }) => (box.top - start.top) * direction > 1);
  const rowTop = beyond.reduce((best, { box }) => Math.min(best, (box.top - start.top) * direction), Infinity);
  const row = beyond.filter(({ box }) => (box.top - start.top) * direction - rowTop < 1);
  row.sort((a, b) => Math.abs(a.box.left - start.left) - Math.abs(b.box.left - start.left));
  return row[0]?.tile;
}
