/** Starts one run at a time, stops it, and keeps the newest one for pages that come later. */
import { z } from 'zod';
import { RequestError } from '../input/json-requests.ts';
import { LiveRun } from './live-run.ts';
import type { ReportShelf } from './report-shelf.ts';
import type { ScenarioFolder } from './scenario-folder.ts';

const NUMBER = 'a whole number from 0 to 4294967295 is needed';

const startSchema = z.strictObject({
  file: z.string('a name of a file is needed'),
  vars: z.record(z.string(), z.string('a text is needed'), 'names and texts are needed').default({}),
  seed: z.int(NUMBER).min(0, NUMBER).max(0xffff_ffff, NUMBER).optional(),
});

export interface RunDeskOptions {
  readonly scenarios: ScenarioFolder;
  readonly reports: ReportShelf;
  readonly env: NodeJS.ProcessEnv;
  /** The run has a new phase, or has ended. */
  readonly changed: () => void;
}

export class RunDesk {
  readonly #options: RunDeskOptions;
  #run: LiveRun | undefined;
  #started = 0;
  #isStarting = false;

  constructor(options: RunDeskOptions) {
    this.#options = options;
  }

  /** The run that goes on, or the last one. */
  get run(): LiveRun | undefined {
    return this.#run;
  }

  /** @throws {RequestError} naming the field */
  async start(body: unknown): Promise<void> {
    const { file, vars, seed } = startOf(body);
    if (this.#isStarting || this.#run?.isFinished === false) throw new RequestError(409, 'a run goes on: stop it first');
    this.#isStarting = true;
    try {
      const { scenarios, reports, env, changed } = this.#options;
      const scenario = await scenarios.load(file, { vars, seed });
      this.#started += 1;
      const id = String(this.#started);
      this.#run = new LiveRun({ id, file, scenario, env, changed, save: (result) => reports.save(result) });
    } finally {
      this.#isStarting = false;
    }
    this.#options.changed();
  }

  /** @throws {RequestError} */
  stop(): void {
    if (this.#run?.isFinished !== false) throw new RequestError(409, 'no run goes on');
    this.#run.stop();
  }

  async close(): Promise<void> {
    if (this.#run?.isFinished === false) this.#run.stop();
    await this.#run?.finished;
  }
}

function startOf(body: unknown): z.output<typeof startSchema> {
  const result = startSchema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') throw new RequestError(400, `${issue.keys[0] ?? ''}: this field is unknown`);
  throw new RequestError(400, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'JSON is needed'}`);
}
