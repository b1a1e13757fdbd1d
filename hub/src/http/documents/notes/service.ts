import type { OperationNotes } from './operation-note.ts';

export const SERVICE_NOTES = {
  'GET /health': {
    about: 'For load balancers and containers: answers while the process runs, also while the database is unavailable.',
    answer: { status: 'ok', version: '1.4.0', uptimeSeconds: 86_400 },
  },
  'GET /ready': {
    about:
      'For load balancers that send requests: 503 while the database is unavailable. Signed-in people also see how many cameras are connected, and administrators how many captures the hub has refused.',
    answer: { status: 'ready', database: 'ok', cameras: 3 },
  },
  'GET /trust': {
    about:
      'Public, because a device needs the certificate authority before its user can sign in over HTTPS. `httpsPort` is null without HTTPS.',
    answer: {
      httpsPort: 3443,
      authority: { name: 'Eyepiece on bench-pc', sha256: '0A:62:18:43:ED:3C:71:56:…', validUntil: '2036-11-27T10:46:25.000Z' },
      hostNames: ['bench-pc.local', 'localhost'],
    },
  },
  'GET /trust/authority.crt': {
    about: 'Only where the hub has an authority of its own. Browsers and phones offer to install it.',
    errors: ['not_found'],
  },
  'GET /logs': {
    about: 'Only where the launcher started the hub. Secrets are removed from the lines.',
    answer: {
      logs: [{ name: 'camera bench-3', lines: [{ level: 'warn', text: 'the camera does not answer', at: '2026-11-30T10:46:39.000Z' }] }],
    },
  },
  'GET /failing-parts': {
    about: 'Empty while everything runs. Only administrators see the reason.',
    answer: { parts: [] },
  },
  'GET /viewers': {
    about: 'The figures are those of the moment: pictures sent and dropped, the rate of the link, and the size that the viewer gets.',
    answer: {
      viewers: [
        {
          cameraId: 'bench-3',
          userId: '0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10',
          name: 'Ana',
          address: '192.0.2.14',
          kind: 'socket',
          rendition: 'full',
          sent: 1800,
          dropped: 0,
        },
      ],
    },
  },
} as const satisfies OperationNotes;
