import { CLIP_MS, type RewindParts } from '../../../lib/picture/tools/rewind-actions.ts';
import type { Rewinding } from '../../../lib/picture/rewind/rewinding.svelte.ts';
import { roleOf, whyNot } from '../../../lib/people/permissions.ts';
import type { AppContext } from '../../../lib/shell/app-context.ts';
import { notifyError, notifyNews } from '../../shared/notices/notices.ts';

interface Deps extends Pick<AppContext, 'hub' | 'cameras' | 'snapper' | 'jobs' | 'session'> {
  readonly rewinding: Rewinding;
}

/** What looking back at the selected camera does with captures and jobs. */
export function rewindParts({ rewinding, hub, cameras, snapper, jobs, session }: Deps): RewindParts {
  const named = (): { nameTemplate?: string } => (snapper.nameTemplate === null ? {} : { nameTemplate: snapper.nameTemplate });

  async function capture(): Promise<void> {
    const { picture, cameraId } = rewinding;
    if (!picture || cameraId === null) return;
    snapper.flashes += 1;
    try {
      const { name } = await hub.capture({ cameraId, rewind: picture.key, ...snapper.described, ...named() });
      notifyNews(`Captured: ${name}`);
    } catch (error) {
      notifyError(session.handleError(error));
    }
  }

  async function clip(): Promise<void> {
    const { selected } = cameras;
    const untilUs = rewinding.picture?.key.capturedAtUs;
    if (!selected || untilUs === undefined) return;
    const spec = { kind: 'clip', durationMs: CLIP_MS, past: { untilUs }, ...snapper.described } as const;
    await jobs.start(selected, { ...spec, ...named() }).catch(notifyError);
  }

  return {
    rewinding,
    capture,
    noCapture: () => whyNot(roleOf(session.user, cameras.selected?.id), 'capture') ?? snapper.templateError,
    clip,
    noClip: () => jobs.blocked ?? snapper.templateError,
  };
}
