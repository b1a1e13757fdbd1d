import { makeFrameLink } from '../link/make-frame-link.ts';
import type { FromPlayer, ToPlayer } from './messages.ts';
import { Player } from './player.ts';
import { videoAbility } from './video-ability.ts';

/** The used part of DedicatedWorkerGlobalScope, whose type library conflicts with the DOM's. */
interface WorkerScope {
  postMessage(message: FromPlayer): void;
  onmessage: ((event: MessageEvent<ToPlayer>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const player = new Player(makeFrameLink, (message) => scope.postMessage(message), videoAbility);
scope.onmessage = (event) => player.handle(event.data);
