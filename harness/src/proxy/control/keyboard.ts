/** Keys that control a proxy in a terminal. */
import type { Controlled } from './controlled.ts';

/** Rule that the key h adds and switches. */
const HOLD = 'keyboard-hold';
const CTRL_C = '\u0003';

export const KEYS_HELP = `keys: 1 to 9 switch a rule on or off, h holds messages or lets them go, r releases held messages,
      c cuts all connections, s prints the counts, ? prints this, q ends the proxy`;

/** Standard input in a terminal. */
export interface KeySource {
  setRawMode(isRaw: boolean): unknown;
  on(event: 'data', listener: (keys: Buffer) => void): unknown;
  off(event: 'data', listener: (keys: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface KeyboardOptions {
  readonly proxy: Controlled;
  readonly keys: KeySource;
  readonly out: (text: string) => void;
  readonly counts: () => string;
  readonly stop: () => void;
}

/** @returns gives the terminal back */
export function readKeys({ proxy, keys, out, counts, stop }: KeyboardOptions): () => void {
  const press = (key: string): void => {
    if (/^[1-9]$/.test(key)) switchRule(proxy, Number(key), out);
    else if (key === 'h') out(hold(proxy));
    else if (key === 'r') proxy.rules.release();
    else if (key === 'c') proxy.cut();
    else if (key === 's') out(counts());
    else if (key === '?') out(KEYS_HELP);
    // A terminal in raw mode makes no signal of Ctrl+C.
    else if (key === 'q' || key === CTRL_C) stop();
  };
  const take = (bytes: Buffer): void => {
    for (const key of bytes.toString('utf8')) press(key);
  };
  keys.setRawMode(true);
  keys.on('data', take);
  keys.resume();
  return () => {
    keys.off('data', take);
    keys.setRawMode(false);
    keys.pause();
  };
}

function switchRule({ rules }: Controlled, number: number, out: (text: string) => void): void {
  const rule = rules.counts()[number - 1];
  if (!rule) {
    out(`there is no rule ${number}`);
    return;
  }
  rules.setEnabled(rule.name, !rule.enabled);
  out(`${rule.name} (${rule.fault}) is ${rule.enabled ? 'off' : 'on'}`);
}

function hold({ rules }: Controlled): string {
  const rule = rules.counts().find(({ name }) => name === HOLD);
  if (!rule) rules.add({ name: HOLD, fault: 'hold' });
  else rules.setEnabled(HOLD, !rule.enabled);
  return rule?.enabled ? 'messages pass' : 'all messages are held';
}
