import type { CreatedShare, CreateShare, Share } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { RevocableList } from '../hub-task.svelte.ts';
import type { Session } from '../session.svelte.ts';

/** Share links of one camera, or of one of its sessions. */
export class Shares extends RevocableList<Share, CreatedShare> {
  readonly #hub: HubClient;
  readonly #about: { readonly cameraId: string; readonly sessionId: string | null };

  constructor(hub: HubClient, session: Session, about: { cameraId: string; sessionId: string | null }) {
    super(session);
    this.#hub = hub;
    this.#about = about;
  }

  create(share: Pick<CreateShare, 'kind' | 'label' | 'expiresIn'>): Promise<void> {
    const { cameraId, sessionId } = this.#about;
    const target = share.kind === 'live' ? { cameraId } : { sessionId: sessionId ?? undefined };
    return this.add(
      () => this.#hub.sessions.createShare({ ...share, ...target }),
      (created) => created,
    );
  }

  protected async find(): Promise<readonly Share[]> {
    const { cameraId, sessionId } = this.#about;
    const all = await this.#hub.sessions.listShares();
    return all.filter((share) => (share.kind === 'live' ? share.cameraId === cameraId : share.sessionId === sessionId));
  }

  protected end(id: string): Promise<void> {
    return this.#hub.sessions.revokeShare(id);
  }
}
