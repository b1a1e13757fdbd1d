/** The protocol of a crowd: checked before anything is started, opened when the address of the target is known. */
import type { Credential } from '../../crowd/arguments.ts';
import { openStream, type WatchedStream } from '../../crowd/streams.ts';
import { ArgumentError } from '../../input/arguments.ts';
import { Description } from '../../input/description.ts';
import { oneLine } from '../../input/one-line.ts';
import { eyepieceOptionsSchema } from '../../protocols/eyepiece/options.ts';
import { findProtocol } from '../../protocols/protocols.ts';
import { mistake, ScenarioError, type CheckedScenario } from '../checked-scenario.ts';
import { addressFor } from './line.ts';
import { Refusal } from './refusal.ts';

function descriptionOf({ spec, origin }: CheckedScenario, index: number): Description {
  const place = (path: readonly PropertyKey[]): string =>
    mistake(origin, ['crowds', index, 'options', ...path], '').message.replace(/: $/, '');
  return new Description(spec.crowds[index]?.options ?? {}, place);
}

/** Before anything is started. @throws {ScenarioError} */
export async function checkProtocols(scenario: CheckedScenario, env: NodeJS.ProcessEnv): Promise<void> {
  const { spec, origin } = scenario;
  for (const [index, { protocol }] of spec.crowds.entries()) {
    try {
      const found = protocol === 'eyepiece' ? undefined : await findProtocol(protocol);
      if (found) found.stream(descriptionOf(scenario, index));
      else descriptionOf(scenario, index).check(eyepieceOptionsSchema);
      if (!found) checkAccount(scenario, env);
      checkScheme(scenario, index, found?.schemes ?? ['http:', 'https:']);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      const ofProtocol = /^--protocol \S+: (.*)$/s.exec(error.message)?.[1];
      throw ofProtocol === undefined ? new ScenarioError(error.message) : mistake(origin, ['crowds', index, 'protocol'], ofProtocol);
    }
  }
}

/** @throws {ScenarioError} */
function checkAccount({ spec, origin }: CheckedScenario, env: NodeJS.ProcessEnv): void {
  const { start, email, password, token } = spec.target;
  if (start !== undefined) return;
  if (email !== undefined && !(password ?? env['EYEPIECE_PASSWORD'])) {
    throw mistake(origin, ['target', 'email'], 'password is needed too, or EYEPIECE_PASSWORD of the environment');
  }
  if (email === undefined && !(token ?? env['EYEPIECE_TOKEN'])) {
    throw mistake(origin, ['target'], 'email or token is needed for eyepiece, or EYEPIECE_TOKEN of the environment');
  }
}

/** Of an address that the scenario has. @throws {ScenarioError} */
function checkScheme({ spec, origin }: CheckedScenario, index: number, schemes: readonly string[]): void {
  const crowd = spec.crowds[index];
  const address = crowd?.url ?? spec.target.url;
  if (!crowd || address === undefined || schemes.length === 0) return;
  if (schemes.includes(new URL(addressFor(address, crowd)).protocol)) return;
  const needed = schemes.map((scheme) => `${scheme}//`).join(' or ');
  throw mistake(
    origin,
    crowd.url === undefined ? ['target', 'url'] : ['crowds', index, 'url'],
    `an address with ${needed} is needed for ${crowd.protocol}`,
  );
}

/** Addresses of processes are known only now. @throws {Refusal} */
export async function openCrowdStream(
  scenario: CheckedScenario,
  index: number,
  url: string,
  credential: Credential | undefined,
): Promise<WatchedStream> {
  const { protocol = '', camera: cameraId } = scenario.spec.crowds[index] ?? {};
  try {
    const open = await openStream({ protocol, description: descriptionOf(scenario, index), url, credential, cameraId });
    return await open();
  } catch (error) {
    throw new Refusal(oneLine((error as Error).message));
  }
}
