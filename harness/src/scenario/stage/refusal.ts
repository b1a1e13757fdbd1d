/** The target or a process that the scenario needs is not usable. The message is one line. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
