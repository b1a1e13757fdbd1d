/** HTTP requests and uploads from a separate process. */
import { createHash, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { METADATA_HEADER, type CaptureMetadata } from '@eyepiece/shared-types';
import { nowUs } from '../../../timing/clock.ts';
import { testPicture } from '../../../camera/test-picture.ts';
import { answerCalls } from './calls.ts';

export interface ReadPlan {
  readonly url: string;
  readonly token: string;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
}
export interface UploadPlan {
  readonly url: string;
  readonly cameraToken: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly connections: number;
  readonly seconds: number;
}
export interface Rate {
  readonly done: number;
  readonly seconds: number;
}

/** Each connection sends its next request after the answer to the previous one. */
async function repeat(connections: number, seconds: number, one: (agent: Agent) => Promise<void>): Promise<Rate> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let done = 0;
  const agents = Array.from({ length: connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  await Promise.all(
    agents.map(async (agent) => {
      while (performance.now() < until) {
        await one(agent);
        done += 1;
      }
      agent.destroy();
    }),
  );
  return { done, seconds: (performance.now() - startedAt) / 1000 };
}

interface Sent {
  readonly url: string;
  readonly agent: Agent;
  readonly method: 'GET' | 'PUT';
  readonly headers: Record<string, string | number>;
  readonly body?: Uint8Array;
  readonly status: number;
}

function send({ url, agent, method, headers, body, status }: Sent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
      if (response.statusCode !== status) reject(new Error(`${method} ${url} was answered with ${String(response.statusCode)}`));
    });
    sent.once('error', reject).end(body);
  });
}

const calls = {
  read: ({ url, token, path, connections, seconds }: ReadPlan): Promise<Rate> => {
    const headers = { authorization: `Bearer ${token}` };
    return repeat(connections, seconds, (agent) => send({ url: `${url}${path}`, agent, method: 'GET', headers, status: 200 }));
  },
  upload: async ({ url, cameraToken, connections, seconds, ...picture }: UploadPlan): Promise<Rate> => {
    const jpeg = await testPicture(picture);
    const digest = createHash('sha256').update(jpeg);
    const sha256 = digest.copy().digest('hex');
    let seq = 0;
    return repeat(connections, seconds, (agent) => {
      const metadata = metadataOf({ sha256, sizeBytes: jpeg.length, seq: seq++, width: picture.width, height: picture.height });
      const headers = {
        authorization: `Bearer ${cameraToken}`,
        'content-type': 'image/jpeg',
        'content-length': jpeg.length,
        'content-digest': `sha-256=:${digest.copy().digest('base64')}:`,
        [METADATA_HEADER]: Buffer.from(JSON.stringify(metadata)).toString('base64url'),
      };
      return send({ url: `${url}/ingest/v1/captures/${metadata.id}`, agent, method: 'PUT', headers, body: jpeg, status: 201 });
    });
  },
};
export type RestCalls = typeof calls;

type Known = Pick<CaptureMetadata, 'sha256' | 'sizeBytes' | 'seq' | 'width' | 'height'>;

function metadataOf(known: Known): CaptureMetadata {
  const roi = { left: 0, top: 0, width: known.width, height: known.height };
  return {
    ...known,
    id: randomUUID(),
    cameraId: 'bench',
    cameraName: 'Bench',
    camera: { driver: 'synthetic', model: 'Synthetic camera', serial: '0' },
    filename: `bench_${String(known.seq).padStart(6, '0')}.jpg`,
    format: 'jpg',
    bitDepth: 8,
    channels: 3,
    capturedAtUs: nowUs(),
    exposureMs: 8,
    gainDb: 0,
    roi,
    pixelFormat: 'RGB24',
    settings: { exposure: 8, gain: 0, frameRate: 30, roi },
    tags: [],
    source: 'hub',
  };
}

answerCalls(calls);
