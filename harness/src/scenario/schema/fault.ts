/** A fault on the timeline: rules of the proxy before crowds, or something that happens to a process. */
import { z } from 'zod';
import { ruleSchema } from '../../proxy/rules/schema.ts';
import { duration } from '../../proxy/rules/units.ts';
import { name } from './units.ts';

/** The fault has a time already. */
const timedRule = ruleSchema.superRefine((rule, context) => {
  const wrong = (field: string): void =>
    context.addIssue({ code: 'custom', path: [field], message: 'at and for of the fault are used instead' });
  if (rule.window) wrong('window');
  if (!rule.enabled) wrong('enabled');
});

export const faultSchema = z
  .strictObject({
    name: name.optional().describe('absent: fault-1, fault-2, …'),
    at: duration.default(0),
    for: duration.optional().describe('absent: until the end'),
    crowds: z.array(name).min(1).optional().describe('whose connections; absent: all crowds'),
    rules: z.array(timedRule).min(1).max(100).optional().describe('as in a rule file of the proxy'),
    process: name.optional().describe('a process of the scenario'),
    do: z
      .enum(['stop', 'continue', 'kill', 'restart'])
      .optional()
      .describe('stop: SIGSTOP, until the end of the fault; kill: SIGKILL, and a new start at the end of the fault'),
  })
  .superRefine((fault, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if ((fault.rules === undefined) === (fault.process === undefined)) {
      context.addIssue('rules or process is needed');
      return;
    }
    if (fault.process === undefined && fault.do !== undefined) wrong('do', 'do is for a process');
    if (fault.process !== undefined && fault.do === undefined) wrong('process', 'do is needed: stop, continue, kill or restart');
    if (fault.process !== undefined && fault.crowds !== undefined) wrong('crowds', 'crowds are for rules');
    if ((fault.do === 'continue' || fault.do === 'restart') && fault.for !== undefined) wrong('for', `${fault.do} takes no time`);
  });
