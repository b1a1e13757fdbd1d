/** The faults of the timeline with the counts of what they did, and the processes. */
import type { FaultResult, ProcessResult, RuleCounts } from '../../scenario/result.ts';
import { bytes, count, rate, time } from '../figures.ts';
import { dataTable, type Column } from './data-table.ts';
import { markup, type Markup } from './markup.ts';

const FAULT_COLUMNS: readonly Column[] = [
  'Fault',
  'What',
  { number: 'From' },
  { number: 'Until' },
  'Group',
  ...['Matched', 'Applied', 'Bytes'].map((number) => ({ number })),
];

export function faultSection(faults: readonly FaultResult[]): Markup | null {
  if (faults.length === 0) return null;
  return markup`<section aria-labelledby="faults">
    <h2 id="faults">Faults</h2>
    ${dataTable(FAULT_COLUMNS, faults.flatMap(faultRows))}
  </section>`;
}

function faultRows(fault: FaultResult): Markup[] {
  const { name, what, fromMs, toMs, rules } = fault;
  const until = fromMs === null ? '–' : toMs === null ? 'the end' : time(toMs);
  const start = markup`<td>${name}</td>
    <td>${what}</td>
    <td class="number">${fromMs === null ? 'never' : time(fromMs)}</td>
    <td class="number">${until}</td>`;
  if (rules.length === 0)
    return [
      markup`<tr>
        ${start}
        <td colspan="4"></td>
      </tr>`,
    ];
  return rules.map(
    (rule, index) =>
      markup`<tr>
        ${index === 0 ? start : markup`<td colspan="4"></td>`}${ruleCells(rule)}
      </tr>`,
  );
}

function ruleCells({ fault, group, matched, applied, bytes: size }: RuleCounts): Markup {
  return markup`<td>${group} <span class="quiet">${fault}</span></td>
    <td class="number">${count(matched)}</td>
    <td class="number">${count(applied)}</td>
    <td class="number">${bytes(size)}</td>`;
}

export function processSections(processes: readonly ProcessResult[]): Markup[] {
  return processes.map(
    ({ name, pid, command, memoryMaxBytes, cpuMeanPercent }, index) =>
      markup`<section class="process" aria-labelledby="process-${index}">
        <h2 id="process-${index}">
          ${name} <span class="quiet">${pid === null ? 'did not start' : `process ${pid}`}${command === null ? '' : `, ${command}`}</span>
        </h2>
        <dl class="figures">
          <div>
            <dt>most memory</dt>
            <dd>${bytes(memoryMaxBytes)}</dd>
          </div>
          <div>
            <dt>mean CPU</dt>
            <dd>${rate(cpuMeanPercent)} %</dd>
          </div>
        </dl>
        <div class="charts" data-process="${index}"></div>
      </section>`,
  );
}
