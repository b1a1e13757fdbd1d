/**
 * The cameras that orders of this user take and release again, in this tab or another one of this browser. The result of
 * such an order tells the user more than two notices per camera.
 */

/** Other tabs of this browser, as a BroadcastChannel reaches them. */
export type OtherTabs = Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>;

interface Quiet {
  readonly cameraIds: readonly string[];
  readonly forMs: number;
}

/** A tab that is closed during its order does not end the silence. */
const ORDER_MS = 120_000;
/** The event of a change may arrive after the answer to the order that made it. */
const LATE_EVENT_MS = 3000;

export class QuietCameras {
  readonly #untilMs = new Map<string, number>();
  readonly #tabs: OtherTabs | undefined;

  constructor(tabs?: OtherTabs) {
    this.#tabs = tabs;
    tabs?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isQuiet(data)) this.#set(data);
    });
  }

  async during<T>(cameraIds: readonly string[], order: () => Promise<T>): Promise<T> {
    this.#tell({ cameraIds, forMs: ORDER_MS });
    try {
      return await order();
    } finally {
      this.#tell({ cameraIds, forMs: LATE_EVENT_MS });
    }
  }

  has(cameraId: string): boolean {
    return Date.now() < (this.#untilMs.get(cameraId) ?? 0);
  }

  close(): void {
    this.#tabs?.close();
  }

  #tell(quiet: Quiet): void {
    this.#set(quiet);
    this.#tabs?.postMessage(quiet);
  }

  #set({ cameraIds, forMs }: Quiet): void {
    for (const id of cameraIds) this.#untilMs.set(id, Date.now() + forMs);
  }
}

/** A tab may have another version of the page. */
function isQuiet(data: unknown): data is Quiet {
  if (typeof data !== 'object' || data === null || !('cameraIds' in data) || !('forMs' in data)) return false;
  const { cameraIds, forMs } = data;
  return Array.isArray(cameraIds) && cameraIds.every((id) => typeof id === 'string') && typeof forMs === 'number' && forMs <= ORDER_MS;
}
