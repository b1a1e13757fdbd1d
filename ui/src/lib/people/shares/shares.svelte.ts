import type { CreatedShare, CreateShare, Share } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { HubTask } from '../hub-task.svelte.ts';
import type { Session } from '../session.svelte.ts';

/** Share links of one camera, or of one of its sessions. */
export class Shares extends HubTask {
  list = $state.raw<readonly Share[] | null>(null);
  /** The link just created; its URL is shown only once. */
  created = $state.raw<CreatedShare | null>(null);
  readonly #hub: HubClient;
  readonly #about: { readonly cameraId: string; readonly sessionId: string | null };

  constructor(hub: HubClient, session: Session, about: { cameraId: string; sessionId: string | null }) {
    super(session);
    this.#hub = hub;
    this.#about = about;
  }

  async load(): Promise<void> {
    await this.attempt(() => this.#list());
  }

  async create(share: Pick<CreateShare, 'kind' | 'label' | 'expiresIn'>): Promise<void> {
    const { cameraId, sessionId } = this.#about;
    const target = share.kind === 'live' ? { cameraId } : { sessionId: sessionId ?? undefined };
    await this.attempt(async () => {
      const created = await this.#hub.sessions.createShare({ ...share, ...target });
      this.created = created;
      this.list = [created, ...(this.list ?? [])];
    });
  }

  async revoke(id: string): Promise<void> {
    await this.attempt(async () => {
      await this.#hub.sessions.revokeShare(id);
      if (this.created?.id === id) this.created = null;
      await this.#list();
    });
  }

  async #list(): Promise<void> {
    const { cameraId, sessionId } = this.#about;
    const all = await this.#hub.sessions.listShares();
    this.list = all.filter((share) => (share.kind === 'live' ? share.cameraId === cameraId : share.sessionId === sessionId));
  }
}
