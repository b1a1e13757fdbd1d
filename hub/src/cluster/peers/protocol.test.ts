import { describe, expect, it } from 'vitest';
import { HubError } from '../../errors.ts';
import { isRefusal, judgeGreeting, PEER_PROTOCOL, PEER_PROTOCOL_MIN, refusedAnswer, resultOf } from './protocol.ts';

const OWN = { hubId: 'b', build: '1.2.0' };
const GREETING = { hubId: 'a', to: 'b', protocol: PEER_PROTOCOL, protocolMin: PEER_PROTOCOL_MIN, build: '1.1.0' };

describe('judgeGreeting', () => {
  it('accepts a hub that speaks a common version', () => {
    expect(judgeGreeting(GREETING, OWN)).toEqual(GREETING);
    expect(isRefusal(judgeGreeting({ ...GREETING, protocol: PEER_PROTOCOL + 5 }, OWN))).toBe(false);
  });

  it.each([
    ['incompatible_version', { protocol: PEER_PROTOCOL + 2, protocolMin: PEER_PROTOCOL + 1 }, 'upgrade the older one'],
    ['other_hub', { to: 'c' }, 'This is hub b, not c'],
    ['same_hub', { hubId: 'b' }, 'Both hubs have the id b'],
    ['invalid_greeting', { hubId: 'a b' }, 'auth.hubId: must be 1 to 64'],
    ['invalid_greeting', { protocol: '1' }, 'auth.protocol: '],
  ])('refuses with %s', (code, change, message) => {
    const judged = judgeGreeting({ ...GREETING, ...change }, OWN);
    expect(judged).toMatchObject({ code, message: expect.stringContaining(message) as unknown });
  });

  it('names both hubs, their builds and versions when no version is common', () => {
    const judged = judgeGreeting({ ...GREETING, protocol: 9, protocolMin: 8 }, OWN);
    expect(judged).toMatchObject({
      message: expect.stringMatching(/hub a \(build 1\.1\.0\) speaks versions 8 to 9.*hub b \(build 1\.2\.0\)/) as unknown,
    });
  });

  it.each([undefined, null, 7, 'a', []])('refuses %s', (greeting) => {
    expect(judgeGreeting(greeting, OWN)).toMatchObject({ code: 'invalid_greeting' });
  });
});

describe('answers', () => {
  it('keep what the client of an error may see', () => {
    const error = new HubError('control_held', 'Ada is in control', {
      holder: 'Ada',
      issues: [{ path: 'exposure', message: 'too long', max: 10 }],
      retryAfterSeconds: 3,
    });
    const thrown = (): unknown => resultOf(JSON.parse(JSON.stringify(refusedAnswer(error))));
    expect(thrown).toThrow(HubError);
    expect(thrown).toThrow(expect.objectContaining({ code: 'control_held', holder: 'Ada', issues: error.issues, retryAfterSeconds: 3 }));
  });

  it('hide the details of unexpected errors', () => {
    expect(refusedAnswer(new Error('password=1'))).toEqual({
      ok: false,
      error: { code: 'internal', message: 'Something went wrong in the hub' },
    });
  });

  it('keep the message of an error that only a newer version knows', () => {
    const answer = { ok: false, error: { code: 'lens_fogged', message: 'The lens is fogged' } };
    expect(() => resultOf(answer)).toThrow(expect.objectContaining({ code: 'internal', message: 'The lens is fogged' }));
  });

  it.each([undefined, {}, { ok: 1 }, { ok: false }, { ok: false, error: { code: 'nonsense' } }])('refuse %j', (answer) => {
    expect(() => resultOf(answer)).toThrow('Another hub sent an invalid answer');
  });
});
