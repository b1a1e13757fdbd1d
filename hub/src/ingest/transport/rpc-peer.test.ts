import { RPC_ERROR, settingsUpdateSchema } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { NotJson, RpcClosed, RpcFailure, RpcPeer, RpcTimeout } from './rpc-peer.ts';

function peer(handlers: ConstructorParameters<typeof RpcPeer>[1] = {}) {
  const sent: Record<string, unknown>[] = [];
  return { sent, peer: new RpcPeer((text) => sent.push(JSON.parse(text) as Record<string, unknown>), handlers) };
}

describe('RpcPeer', () => {
  it('matches responses to requests in any order', async () => {
    const { peer: p } = peer();
    const first = p.request('a', {}, 1000);
    const second = p.request('b', {}, 1000);
    p.receive('{"jsonrpc":"2.0","id":2,"result":"two"}');
    p.receive('{"jsonrpc":"2.0","id":1,"result":"one"}');
    await expect(Promise.all([first, second])).resolves.toEqual(['one', 'two']);
    p.receive('{"jsonrpc":"2.0","id":1,"result":"again"}');
    expect(p.pendingCount).toBe(0);
  });

  it('passes on an error with its data', async () => {
    const { peer: p } = peer();
    const request = p.request('settings.update', {}, 1000);
    p.receive(
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"too long","data":{"issues":[{"path":"exposure","message":"too long","max":2000}]}}}',
    );
    await expect(request).rejects.toMatchObject({ name: 'RpcFailure', code: RPC_ERROR.settingRejected, data: { issues: [{ max: 2000 }] } });
  });

  it('times out, and ignores a later response', async () => {
    const { peer: p } = peer();
    await expect(p.request('slow', {}, 5)).rejects.toBeInstanceOf(RpcTimeout);
    p.receive('{"jsonrpc":"2.0","id":1,"result":1}');
  });

  it('sends the deadline of a command', () => {
    const { peer: p, sent } = peer();
    p.request('capture', {}, 1000, 1_800_000_000_000_000).catch(() => undefined);
    p.request('capture', {}, 1000).catch(() => undefined);
    expect(sent.map(({ deadlineUs }) => deadlineUs)).toEqual([1_800_000_000_000_000, undefined]);
    p.close('over');
  });

  it('rejects pending and later requests when closed', async () => {
    const { peer: p } = peer();
    const pending = [p.request('a', {}, 60_000), p.request('b', {}, 60_000)];
    p.close('gone');
    p.close('gone twice');
    for (const request of pending) await expect(request).rejects.toThrow(new RpcClosed('gone'));
    await expect(p.request('c', {}, 1000)).rejects.toBeInstanceOf(RpcClosed);
  });

  it.each([
    ['an unknown method', '{"jsonrpc":"2.0","id":7,"method":"toString"}', RPC_ERROR.methodNotFound],
    ['invalid parameters', '{"jsonrpc":"2.0","id":7,"method":"set","params":{"exposure":"long"}}', RPC_ERROR.invalidParams],
    ['a handler that throws', '{"jsonrpc":"2.0","id":7,"method":"broken"}', RPC_ERROR.internal],
  ])('answers %s with the right code', async (_name, text, code) => {
    const { peer: p, sent } = peer({
      set: (params) => settingsUpdateSchema.parse(params),
      broken: () => {
        throw new Error('secret detail');
      },
    });
    p.receive(text);
    await expect.poll(() => sent).toEqual([expect.objectContaining({ id: 7, error: expect.objectContaining({ code }) as unknown })]);
    expect(JSON.stringify(sent)).not.toContain('secret');
  });

  it('reports JSON that is no message, and throws for text that is not JSON', () => {
    const { peer: p, sent } = peer();
    p.receive('[]');
    expect(sent).toEqual([{ jsonrpc: '2.0', id: null, error: { code: RPC_ERROR.invalidRequest, message: 'not a JSON-RPC 2.0 message' } }]);
    expect(() => p.receive('{')).toThrow(NotJson);
  });

  it('does not respond to a notification', async () => {
    let seen: unknown;
    const { peer: p, sent } = peer({
      state: (params) => {
        seen = params;
      },
    });
    p.receive('{"jsonrpc":"2.0","method":"state","params":1}');
    await expect.poll(() => seen).toBe(1);
    expect(sent).toEqual([]);
  });
});

it('RpcFailure keeps the code', () => {
  expect(new RpcFailure({ code: -32000, message: 'x' }).code).toBe(-32000);
});
