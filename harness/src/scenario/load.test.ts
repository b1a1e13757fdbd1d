import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { Folder } from '../../test/folder.ts';
import { loadScenario } from './load.ts';
import { runScenario } from './run.ts';
import { scenarioJsonSchema } from './schema/scenario.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const HEAD = 'duration: 2s\ntarget: { url: ws://127.0.0.1:1 }\ncrowds:\n  - name: a\n    protocol: websocket\n';

it.each([
  ['an unknown field', `${HEAD}    speed: 3\n`, '6: crowds[0].speed: this field is unknown'],
  ['a negative rate', `${HEAD}    link: { rate: -1mbit }\n`, '6: crowds[0].link.rate: a rate is needed, as in 500kbit or 1mbit'],
  ['too few viewers', `${HEAD}    viewers: 0\n`, '6: crowds[0].viewers: at least 1 is needed'],
  ['a text instead of a number', `${HEAD}    viewers: many\n`, '6: crowds[0].viewers: a number is needed'],
  [
    'a crowd that does not exist',
    `${HEAD}expect:\n  - crowd: b\n    gaps: { max: 0 }\n`,
    '7: expect[0].crowd: there is no crowd named b; there is a',
  ],
  [
    'a fault that does not exist',
    `${HEAD}expect:\n  - during: x\n    gaps: { max: 0 }\n`,
    '7: expect[0].during: there is no fault named x; there is none',
  ],
  ['a figure of a process', `${HEAD}expect:\n  - memory: { max: 1MB }\n`, '7: expect[0].memory: this is a figure of a process'],
  ['no figure', `${HEAD}expect:\n  - crowd: a\n`, '7: expect[0]: a figure is needed, such as gaps: { max: 0 }'],
  [
    'more connected viewers than a crowd has',
    `${HEAD}    viewers: 3\nexpect:\n  - crowd: a\n    connected: { min: 5 }\n`,
    '9: expect[0].connected.min: the crowd a has only 3 viewers',
  ],
  [
    'more connected viewers than each crowd has',
    `${HEAD}expect:\n  - connected: { min: 2 }\n`,
    '7: expect[0].connected.min: the crowd a has only 1 viewer',
  ],
  [
    'behaviour that repeats very often',
    `${HEAD.replace('2s', '1440m')}    behaviour: [{ do: reload, every: 50ms }]\n`,
    '6: crowds[0].behaviour[0].every: the behaviour of all crowds has more than 200000 repetitions',
  ],
  ['a picture that is too large', `${HEAD}cameras: [{ name: c, size: 99GB }]\n`, '6: cameras[0].size: a size from 1kB to 64MB is needed'],
  ['a name with control characters', `${HEAD}name: "a\\eb"\n`, '6: name: a name has no control characters'],
  ['a field with control characters', `${HEAD}"a\\eb": 1\n`, '6: a b: this field is unknown'],
  ['two crowds of one name', `${HEAD}  - name: a\n`, '6: crowds[1].name: there are two crowds named a'],
  [
    'a rule with a wrong field',
    `${HEAD}faults:\n  - rules:\n      - fault: drop\n        each: 3\n`,
    '9: faults[0].rules[0].each: this field is unknown',
  ],
  ['a fault after the end', `${HEAD}faults:\n  - at: 3s\n    rules: [{ fault: cut }]\n`, '7: faults[0].at: this is after the end'],
  [
    'a rule with a window',
    `${HEAD}faults:\n  - rules: [{ fault: cut, window: { from: 1s } }]\n`,
    /^7: faults\[0\]\.rules\[0\]\.window: at and for/,
  ],
  ['a fault of nothing', `${HEAD}faults:\n  - at: 1s\n`, '7: faults[0]: rules or process is needed'],
  ['no target', 'duration: 2s\ncrowds:\n  - name: a\n', '1: target: a mapping is needed'],
  ['two targets', 'duration: 2s\ntarget: { url: "http://x", start: hub }\ncrowds: [{ name: a }]\n', /^2: target: one of url, start/],
  ['cameras without a hub', `${HEAD}cameras: [{ name: c }]\n`, /^6: cameras: cameras need target\.cameraToken/],
  ['a variable that does not exist', `${HEAD}    path: '/\${where}'\n`, '6: crowds[0].path: there is no variable where'],
  ['content that contains itself', `${HEAD}    options: &o\n      auth: { x: *o }\n`, '7: *o contains itself'],
  [
    'variables that become very long',
    `vars: { v: ${'x'.repeat(1000)} }\n${HEAD}    path: /${'${v}'.repeat(20_000)}\n`,
    '7: crowds[0].path: the variables have more than 16000000 characters in all',
  ],
  [
    'a password in an address',
    HEAD.replace('ws://127', 'ws://me:secret@127'),
    '2: target.url: an address without user and password is needed',
  ],
  [
    'an error code that cannot occur',
    `${HEAD}expect:\n  - errors: { EConnReset: { max: 0 } }\n`,
    /^7: expect\[0\]\.errors\.EConnReset: there is no such code; /,
  ],
  [
    'a variable of a process that has no name',
    `${HEAD}processes: [{ name: p, command: [x], env: { 'A=B': c } }]\n`,
    '6: processes[0].env.A=B: this is no name of a variable',
  ],
  [
    'an argument with NUL',
    `${HEAD}processes: [{ name: p, command: [x, "a\\0b"] }]\n`,
    '6: processes[0].command[1]: a text without NUL is needed',
  ],
  ['broken YAML', 'crowds: [\n', /^\d+: /],
  ['an empty file', '', '1: a mapping is needed, with target, crowds and duration'],
])('names the place of %s', async (_what, text, message) => {
  const file = folder.file('wrong.yaml', text);
  const problem = await loadScenario(file).then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );
  expect(problem.startsWith(`${file}:`)).toBe(true);
  const rest = problem.slice(file.length + 1);
  if (typeof message === 'string') expect(rest).toBe(message);
  else expect(rest).toMatch(message);
  expect(problem).not.toContain('\n');
});

it.each(['none.yaml', 'none.mjs'])('says that %s does not exist', async (name) => {
  const file = join(folder.path, name);
  await expect(loadScenario(file)).rejects.toThrow(`${file}: there is no such file or folder`);
});

it('names the place of a wrong description of a server', async () => {
  const file = folder.file('options.yaml', `${HEAD}    options:\n      seq: u32be@4\n      speed: 3\n`);
  const scenario = await loadScenario(file);
  await expect(runScenario(scenario)).rejects.toThrow(`${file}:8: crowds[0].options.speed: there is no such option`);
});

it('names the place of a folder that does not exist', async () => {
  const file = folder.file('cwd.yaml', `${HEAD}processes: [{ name: p, command: [node], cwd: nowhere }]\n`);
  await expect(runScenario(await loadScenario(file))).rejects.toThrow(`${file}:6: processes[0].cwd: there is no folder nowhere`);
});

it('names the place of an account that is missing, before anything is started', async () => {
  const file = folder.file('account.yaml', HEAD.replace('websocket', 'eyepiece').replace('ws:', 'http:'));
  const needed = 'email or token is needed for eyepiece, or EYEPIECE_TOKEN of the environment';
  await expect(runScenario(await loadScenario(file), { env: {} })).rejects.toThrow(`${file}:2: target: ${needed}`);
  const other = folder.file('account.yaml', HEAD.replace('websocket', 'eyepiece').replace('url: ws:', 'email: a@b, url: http:'));
  const password = 'password is needed too, or EYEPIECE_PASSWORD of the environment';
  await expect(runScenario(await loadScenario(other), { env: {} })).rejects.toThrow(`${other}:2: target.email: ${password}`);
});

it('names a module whose properties throw', async () => {
  const file = folder.file('getter.mjs', "export default { get duration() { throw new Error('not now'); } };");
  await expect(loadScenario(file)).rejects.toThrow(`${file}: not now`);
});

it('names the place of an address with a wrong scheme', async () => {
  const file = folder.file('scheme.yaml', HEAD.replace('ws://127.0.0.1:1', 'file:///etc/passwd'));
  const needed = 'an address with ws:// or wss:// or http:// or https:// is needed for websocket';
  await expect(runScenario(await loadScenario(file))).rejects.toThrow(`${file}:2: target.url: ${needed}`);
  const other = folder.file('scheme.yaml', `${HEAD}    url: ftp://127.0.0.1\n`);
  await expect(runScenario(await loadScenario(other))).rejects.toThrow(`${other}:6: crowds[0].url: ${needed}`);
});

it('names the place of a protocol that does not exist', async () => {
  const file = folder.file('protocol.yaml', HEAD.replace('websocket', 'soket.io'));
  await expect(runScenario(await loadScenario(file))).rejects.toThrow(`${file}:5: crowds[0].protocol: one of eyepiece, socket.io`);
});

it('replaces variables, also in numbers, and keeps an escaped one', async () => {
  const file = folder.file('vars.yaml', `vars: { n: 3, where: live }\n${HEAD}    viewers: \${n}\n    path: '/\${where}/$\${n}'\n`);
  const { spec, vars } = await loadScenario(file, { vars: { n: '7' }, seed: 5 });
  expect(spec.crowds[0]).toMatchObject({ viewers: 7, path: '/live/${n}' });
  expect({ seed: spec.seed, vars }).toEqual({ seed: 5, vars: { n: '7', where: 'live' } });
  await expect(loadScenario(file, { vars: { m: '1' } })).rejects.toThrow('--var m: the scenario has the variables n, where');
});

it('takes a module', async () => {
  const text = "export default { duration: '1s', target: { url: 'ws://127.0.0.1:1' }, crowds: [{ name: 'a', viewers: -1 }] };\n";
  await expect(loadScenario(folder.file('wrong.mjs', text))).rejects.toThrow(/wrong\.mjs: crowds\[0\]\.viewers: at least 1 is needed$/);
  expect(await loadScenario(folder.file('right.mjs', text.replace('-1', '2')))).toMatchObject({
    name: 'right',
    spec: { crowds: [{ viewers: 2 }] },
  });
});

it('names a field of a module that contains itself', async () => {
  const text = "const options = {}; options.auth = options; export default { duration: '1s', crowds: [{ name: 'a', options }] };\n";
  const file = folder.file('circle.mjs', text);
  await expect(loadScenario(file)).rejects.toThrow(`${file}: crowds[0].options: the content is nested too deeply`);
});

it('has a JSON Schema that is current: npm run harness -- run --schema > harness/scenario.schema.json', () => {
  const file = fileURLToPath(new URL('../../scenario.schema.json', import.meta.url));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});
