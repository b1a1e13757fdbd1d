/** HTTP requests and uploads from a separate process. */
import { Agent, request } from 'node:http';
import { testPicture } from '../../camera/test-picture.ts';
import { SyntheticUploads } from '../../../system/library/synthetic-uploads.ts';
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
  readonly headers: Readonly<Record<string, string>>;
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
    const uploads = new SyntheticUploads({ cameraId: 'bench', jpeg, width: picture.width, height: picture.height, cameraToken });
    return repeat(connections, seconds, (agent) => {
      const { path, headers, body } = uploads.next();
      return send({ url: url + path, agent, method: 'PUT', headers, body, status: 201 });
    });
  },
};
export type RestCalls = typeof calls;

answerCalls(calls);
