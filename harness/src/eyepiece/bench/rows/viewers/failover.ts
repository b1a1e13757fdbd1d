import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from '../../../../crowd/hub-account.ts';
import { Member } from '../../../../crowd/member.ts';
import { median } from '../../../../figures/statistics.ts';
import { dialHub } from '../../../../protocols/eyepiece/eyepiece.ts';
import type { FrameHead } from '../../../../protocols/eyepiece/frame-head.ts';
import { opened } from '../../../../system/opened.ts';
import { nowUs } from '../../../../timing/clock.ts';
import { Cluster } from '../../../cluster/cluster.ts';
import type { FrontDoor } from '../../../cluster/front-door.ts';
import { CAMERA_ID, type Bench, type Row } from '../../bench.ts';
import { against, type Result } from '../../result.ts';
import { untilKnown } from '../../system/cluster-hubs.ts';

const HUBS = [0, 1, 2] as const;
const VIEWERS = 10;
const LIMIT_S = { edge: 5, home: 8 };
const WITHIN_MS = 60_000;
const POLL_MS = 10;
const SIMULATOR = { SIMULATOR_FPS: '10', SIMULATOR_SIZE: '640x480' };

/** Real hubs and a real camera service behind load balancers of TCP. Nothing is pinned to a core. */
export const failover: Row = {
  name: 'failover',
  about: `one of ${HUBS.length} hubs is killed or hangs: time until ${VIEWERS} viewers of one hub all have a new picture; needs Redis and PostgreSQL`,
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const scene = bench.stopping(await Scene.start());
    const seconds: Record<'edge' | 'home' | 'hung', number[]> = { edge: [], home: [], hung: [] };
    for (let round = 0; round < bench.pace.rounds; round += 1) {
      seconds.edge.push(await scene.edgeDies());
      seconds.home.push(await scene.homeDies());
      seconds.hung.push(await scene.homeHangs());
    }
    for (const [what, values] of Object.entries(seconds)) bench.say(`${what}: ${values.map((value) => value.toFixed(2)).join(', ')} s`);
    return [
      against('the hub of the viewers is killed', median(seconds.edge), 's', { atMost: LIMIT_S.edge }),
      against('the hub of the camera is killed', median(seconds.home), 's', { atMost: LIMIT_S.home }),
      against('the hub of the camera hangs', median(seconds.hung), 's', { atMost: LIMIT_S.home }),
    ];
  },
};

class Scene {
  readonly #cluster: Cluster;
  readonly #members: Member<FrameHead>[] = [];
  /** Capture time of the newest picture of each viewer, µs. */
  readonly #newestUs: number[] = [];
  #front: FrontDoor | undefined;
  #cameraFront: FrontDoor | undefined;
  #home = 0;
  readonly #edge = 1;

  private constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  static async start(): Promise<Scene> {
    const scene = new Scene(await Cluster.start({ hubs: HUBS.length }));
    return opened(
      scene,
      () => scene.#open(),
      () => scene.stop(),
    );
  }

  edgeDies(): Promise<number> {
    return this.#measure(this.#edge, 'kill');
  }

  homeDies(): Promise<number> {
    return this.#loseHome('kill');
  }

  homeHangs(): Promise<number> {
    return this.#loseHome('suspend');
  }

  async stop(): Promise<void> {
    for (const member of this.#members) member.leave();
    await this.#cluster.close();
  }

  async #open(): Promise<void> {
    const cluster = this.#cluster;
    const [front, cameraFront] = [await cluster.openFront(), await cluster.openFront()];
    [this.#front, this.#cameraFront] = [front, cameraFront];
    front.prefer(this.#edge);
    cameraFront.prefer(this.#home);
    await cluster.addCamera(CAMERA_ID, cameraFront.url, SIMULATOR).start();
    const address = { url: front.url, token: await signIn(front.url, cluster.admin), cameraId: CAMERA_ID };
    await untilKnown(address, address.token);
    for (let viewer = 0; viewer < VIEWERS; viewer += 1) {
      this.#newestUs.push(0);
      const member = new Member(dialHub(address), ({ capturedAtUs }) => (this.#newestUs[viewer] = capturedAtUs));
      this.#members.push(member);
      await member.join();
    }
    await this.#untilNew();
  }

  /** The camera service goes to the third hub. */
  async #loseHome(how: 'kill' | 'suspend'): Promise<number> {
    const lost = this.#home;
    const next = HUBS.find((hub) => hub !== lost && hub !== this.#edge) ?? lost;
    this.#home = next;
    this.#cameraFront?.prefer(next);
    this.#cameraFront?.takeOut(lost);
    const seconds = await this.#measure(lost, how);
    this.#cameraFront?.putBack(lost);
    return seconds;
  }

  async #measure(index: number, how: 'kill' | 'suspend'): Promise<number> {
    const hub = this.#cluster.hubs[index];
    if (hub === undefined) throw new Error(`there is no hub ${index}`);
    const beganMs = performance.now();
    await hub[how]();
    await this.#untilNew();
    const seconds = (performance.now() - beganMs) / 1000;
    if (how === 'kill') await hub.start();
    else hub.resume();
    // The viewers return to their hub.
    this.#front?.cut();
    await this.#untilNew();
    return seconds;
  }

  /** Waits until each viewer has a picture that was taken after this call. */
  async #untilNew(): Promise<void> {
    const [sinceUs, deadlineMs] = [nowUs(), performance.now() + WITHIN_MS];
    while (this.#newestUs.some((us) => us <= sinceUs)) {
      if (performance.now() > deadlineMs) throw new Error(`a viewer has had no picture for ${WITHIN_MS / 1000} s`);
      await delay(POLL_MS);
    }
  }
}
