import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

async function supported({ secure = true, answer = () => Promise.resolve({ supported: true }), decoder = true } = {}) {
  vi.resetModules();
  const isConfigSupported = vi.fn(answer);
  vi.stubGlobal('isSecureContext', secure);
  vi.stubGlobal('VideoDecoder', decoder ? { isConfigSupported } : undefined);
  vi.stubGlobal('EncodedVideoChunk', decoder ? vi.fn() : undefined);
  const { videoSupported } = await import('./video-support.ts');
  return { values: [await videoSupported(), await videoSupported()], times: isConfigSupported.mock.calls.length };
}

it('asks the browser once', async () => {
  expect(await supported()).toEqual({ values: [true, true], times: 1 });
});

it.each([
  ['without a secure context', { secure: false }, 0],
  ['without a decoder', { decoder: false }, 0],
  ['without H.264', { answer: () => Promise.resolve({ supported: false }) }, 1],
  ['when the browser rejects the question', { answer: () => Promise.reject(new TypeError('invalid')) }, 1],
])('is not supported %s', async (_case, browser, times) => {
  expect(await supported(browser)).toEqual({ values: [false, false], times });
});
