/** What the states show. Names and titles are as long as they may be. */
import type { Capture, CaptureSession, CreatedShare, FilterStep, Objective, User } from '@eyepiece/shared-types';
import type { System } from '../system.ts';

export interface Content {
  readonly captures: readonly Capture[];
  /** A filtered copy of the last of them. */
  readonly copy: Capture;
  readonly session: CaptureSession;
  readonly share: CreatedShare;
  readonly liveShare: CreatedShare;
}

export const LONG_NAME = 'Bartholomew Featherstonehaugh-Cholmondeley of the Department of Pathology';
export const LONG_TITLE = 'Serial sections of the ascending colon with an uncommonly long title, slide 1240';
export const LONG_CAMERA = 'Bench 3 in the basement of the old building, upright microscope beside the door!';
const LONG_OBJECTIVE = 'Plan-Apochromat 20× / 0.45 with a correction collar for cover slips, phase ring 2';
/** No label is a text of the page: in German the walk looks for English texts that are left. */
const LABELS = [LONG_TITLE, 'Stroma', undefined, 'Glands'];
const STEPS: readonly FilterStep[] = [
  { step: 'smooth', sigma: 1.5 },
  { step: 'sharpen', sigma: 2, amount: 1 },
];
const PUBLIC_URL = 'https://microscopes.pathology.university-hospital.example';

/** Settings of the system that shows the states. */
export const HUB_ENV = { TLS: 'on', TLS_PORT: '0', PUBLIC_URL };
export const CAMERA_ENV = { CAMERA_NAME: LONG_CAMERA, CAMERA_CHOICE: 'on' };

/** @returns what the states need of the hub */
export async function fillSystem(system: System): Promise<Content> {
  await system.addPerson('operator', 'Ben');
  const account = { email: 'long@example.org', password: 'a password of the tests', name: LONG_NAME, role: 'viewer' };
  const { id } = await system.api<User>('POST', '/users', account);
  await system.api('PATCH', `/users/${id}`, { cameraRoles: [{ cameraId: 'bench-3', role: 'operator' }] });
  const objective = await system.api<Objective>('POST', '/cameras/bench-3/objectives', {
    name: LONG_OBJECTIVE.slice(0, 80),
    umPerPixel: 0.33,
  });
  await system.api('PUT', '/cameras/bench-3/objective', { objectiveId: objective.id });
  await system.api('POST', '/presets', { name: LONG_TITLE.slice(0, 80), cameraId: 'bench-3', settings: { exposure: 8 } });
  const session = await system.api<CaptureSession>('POST', '/sessions', { cameraId: 'bench-3', title: LONG_TITLE, tags: ['colon'] });
  for (const label of LABELS) await system.api('POST', '/cameras/bench-3/captures', label === undefined ? {} : { label, tags: ['tissue'] });
  const captures = await system.captures();
  await system.api('DELETE', `/captures/${captures.at(-1)!.id}`);
  const copy = await system.api<Capture>('POST', `/captures/${captures.at(-2)!.id}/filtered`, { steps: STEPS });
  await system.api('POST', `/sessions/${session.id}/notes`, { text: 'Gland **denser** than on slide 11, see https://example.org' });
  const share = await system.api<CreatedShare>('POST', '/shares', { kind: 'session', sessionId: session.id });
  const liveShare = await system.api<CreatedShare>('POST', '/shares', { kind: 'live', cameraId: 'bench-3' });
  return { captures: captures.slice(0, -1), copy, session, share, liveShare };
}

/** The address of a link on the tested hub. */
export function localAddress(system: System, { url }: CreatedShare): string {
  const { pathname, hash } = new URL(url, system.url);
  return system.url + pathname + hash;
}
