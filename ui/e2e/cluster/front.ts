/** nginx in front of several hubs: as in deploy/nginx, and as ingress-nginx makes it from deploy/kubernetes/ingress.yaml. */
import { mkdir } from 'node:fs/promises';
import { freePort } from '@eyepiece/host/free-port';
import { parse } from 'yaml';
import { z } from 'zod';
import { listening, Proxy, replaced, type Certificate } from '../support/proxy.ts';
import { readDeployed } from './deployment.ts';

export interface Front {
  readonly proxy: Proxy;
  /** For camera services, without a base path. */
  readonly cameraUrl: string;
}

export interface FrontOptions {
  /** Is created. */
  readonly folder: string;
  readonly certificate: Certificate;
  /** host:port in the files, and where the hub listens. */
  readonly hubs: readonly (readonly [name: string, address: string])[];
}

export async function composeFront({ folder, certificate, hubs }: FrontOptions): Promise<Front> {
  const [port, plainPort, cameraPort] = [await freePort(), await freePort(), await freePort()];
  const site = replaced(readDeployed('deploy/nginx/eyepiece-cluster.conf'), [
    ...hubs.map(([name, address]) => [`server ${name} `, `server ${address} `] as const),
    ...listening({ port, plainPort, certificate }),
    ['listen 8080;', `listen 127.0.0.1:${String(cameraPort)};`],
  ]);
  await mkdir(folder);
  return { proxy: await Proxy.nginxWith(folder, site, port), cameraUrl: `http://127.0.0.1:${String(cameraPort)}` };
}

const PREFIX = 'nginx.ingress.kubernetes.io/';
/** What the controller makes of an annotation. */
const DIRECTIVES: Readonly<Record<string, (value: string) => string>> = {
  'proxy-body-size': (value) => `client_max_body_size ${value};`,
  'proxy-buffering': (value) => `proxy_buffering ${value};`,
  'proxy-request-buffering': (value) => `proxy_request_buffering ${value};`,
  'proxy-read-timeout': (value) => `proxy_read_timeout ${value}s;`,
  'proxy-send-timeout': (value) => `proxy_send_timeout ${value}s;`,
  'proxy-connect-timeout': (value) => `proxy_connect_timeout ${value}s;`,
};
const ingressSchema = z.looseObject({ metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }) });

/** The annotations, and the lines in the comment that are for the ConfigMap. */
function ingressSettings(): { location: string; keepalive: string; headers: string; hash: string } {
  const text = readDeployed('deploy/kubernetes/ingress.yaml');
  const { annotations } = ingressSchema.parse(parse(text)).metadata;
  const location = Object.entries(annotations).map(([name, value]) => {
    const directive = DIRECTIVES[name.replace(PREFIX, '')];
    if (!directive) throw new Error(`ingress.yaml: this test does not know ${name}`);
    return directive(value);
  });
  const commented = (pattern: RegExp): string => {
    const [, value] = pattern.exec(text) ?? [];
    if (value === undefined) throw new Error(`ingress.yaml has no ${String(pattern)}`);
    return value;
  };
  return {
    location: location.join('\n    '),
    keepalive: commented(/^# +upstream-keepalive-timeout: '(\d+)'/m),
    headers: commented(/^# +large-client-header-buffers: '([^']+)'/m),
    hash: commented(/^ +# nginx\.ingress\.kubernetes\.io\/upstream-hash-by: (\S+)$/m),
  };
}

/** With the line for clients that poll. Camera services connect from outside the cluster. */
export async function ingressFront({ folder, certificate, hubs }: FrontOptions): Promise<Front> {
  const port = await freePort();
  const { location, keepalive, headers, hash } = ingressSettings();
  const site = `
map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
upstream hub {
  hash ${hash} consistent;
${hubs.map(([, address]) => `  server ${address} max_fails=0;`).join('\n')}
  keepalive 320;
  keepalive_timeout ${keepalive}s;
}
server {
  listen 127.0.0.1:${String(port)} ssl http2;
  ssl_certificate ${certificate.certFile};
  ssl_certificate_key ${certificate.keyFile};
  large_client_header_buffers ${headers};
  location / {
    ${location}
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_next_upstream error timeout;
    proxy_pass http://hub;
  }
}
`;
  await mkdir(folder);
  const proxy = await Proxy.nginxWith(folder, site, port);
  return { proxy, cameraUrl: proxy.url };
}
