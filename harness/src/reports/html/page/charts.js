/* global uPlot */
/** The charts of a run, for the report and for the page of `serve`: lines with the faults behind them. */
globalThis.runCharts = (() => {
  const HEIGHT = 170;
  const seconds = (ms) => ms / 1000;
  const number = (digits) => (value) => (value === null || value === undefined ? '–' : value.toFixed(digits));
  const whole = number(0);
  const megabytes = (value) => (value === null || value === undefined ? '–' : `${(value / 1e6).toFixed(1)} MB`);
  /** Steps of an axis with whole numbers. */
  const WHOLE = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  /** `groupTitle`: above the figures of a crowd, which are sums or means. `steps`: counts of a time, drawn as long as the time is. */
  const GROUP_CHARTS = [
    {
      title: 'Frames per second',
      groupTitle: 'Frames per second of a viewer (mean)',
      show: number(1),
      series: [{ label: 'frames per second', color: 'accent', of: (bin) => bin.framesPerSecond }],
    },
    {
      title: 'Age on arrival, ms',
      groupTitle: 'Age on arrival, ms (all viewers)',
      show: whole,
      series: [
        { label: 'p50', color: 'accent', of: (bin) => bin.ageMs.p50 },
        { label: 'p95', color: 'series-2', of: (bin) => bin.ageMs.p95 },
        { label: 'maximum', color: 'series-3', of: (bin) => bin.ageMs.max },
      ],
    },
    {
      title: 'Missing, repeated and late frames',
      groupTitle: 'Missing, repeated and late frames (all viewers)',
      show: whole,
      steps: true,
      series: [
        { label: 'missing', color: 'fault', of: (bin) => bin.missing },
        { label: 'repeated', color: 'series-2', of: (bin) => bin.repeated },
        { label: 'late', color: 'series-3', of: (bin) => bin.late },
      ],
    },
    {
      title: 'Connections',
      groupTitle: 'Connections (all viewers)',
      show: whole,
      steps: true,
      series: [
        { label: 'connected', color: 'accent', of: (bin) => bin.connected },
        { label: 'lost', color: 'fault', of: (bin) => bin.losses },
        { label: 'connected again', color: 'ok', of: (bin) => bin.reconnects },
      ],
    },
  ];
  const PROCESS_CHARTS = [
    {
      title: 'Memory',
      instant: true,
      show: megabytes,
      series: [{ label: 'resident', color: 'accent', of: (sample) => sample.memoryBytes }],
    },
    {
      title: 'CPU, % of one core',
      instant: true,
      show: whole,
      series: [{ label: 'CPU', color: 'accent', of: (sample) => sample.cpuPercent }],
    },
  ];

  /** Bands behind the lines, with names where they fit, and a line where an expectation was missed. */
  function drawFaults(chart, run, missed) {
    const { ctx, bbox } = chart;
    const ratio = window.devicePixelRatio;
    const x = (ms) => Math.round(chart.valToPos(seconds(ms), 'x', true));
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.fillStyle = color('fault');
    for (const { atMs } of missed) ctx.fillRect(x(atMs) - ratio, bbox.top, 2 * ratio, bbox.height);
    const rowEnds = [];
    for (const { name, fromMs, toMs } of run.faults) {
      if (fromMs === null) continue;
      const left = x(fromMs);
      // A fault of no length, such as a restart, is still seen.
      const width = Math.max(x(toMs ?? run.atMs ?? run.durationMs) - left, 2 * ratio);
      ctx.fillStyle = color('warn-tint');
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = color('warn');
      ctx.fillRect(left, bbox.top, width, 2 * ratio);
      const label = name.length > 28 ? `${name.slice(0, 27)}…` : name;
      const labelWidth = ctx.measureText(label).width;
      const at = Math.max(bbox.left, Math.min(left + 4 * ratio, bbox.left + bbox.width - labelWidth - 4 * ratio));
      let row = rowEnds.findIndex((end) => end < at);
      if (row === -1) row = rowEnds.length;
      rowEnds[row] = at + labelWidth + 6 * ratio;
      ctx.fillText(label, at, bbox.top + (5 + row * 14) * ratio);
    }
    ctx.restore();
  }

  function seriesOf({ label, color: name }, { show, steps }) {
    const stroke = color(name);
    const points = { show: false, size: 5, fill: stroke, filter: alone };
    const style = { label, stroke, width: 1.5, points, value: (_, value) => show(value) };
    return steps ? { ...style, paths: uPlot.paths.stepped({ align: 1 }), fill: `color-mix(in srgb, ${stroke} 18%, transparent)` } : style;
  }

  /** A value without neighbours is no line: it is drawn as a point. */
  function alone(drawn, series) {
    const values = drawn.data[series];
    const isMissing = (at) => values[at] === undefined || values[at] === null;
    const found = [...values.keys()].filter((at) => !isMissing(at) && isMissing(at - 1) && isMissing(at + 1));
    return found.length === 0 ? null : found;
  }

  function dataOf(chart, steps, run) {
    // A line has its points in the middle of their times.
    const shiftMs = chart.steps || chart.instant ? 0 : run.binMs / 2;
    const xs = steps.map(({ atMs }) => seconds(Math.min(atMs + shiftMs, run.durationMs)));
    const ys = chart.series.map(({ of }) => steps.map(of));
    const last = steps.at(-1);
    if (!chart.steps || last === undefined) return [xs, ...ys];
    // A step is drawn up to the next point: the last one needs a point at its end.
    const endMs = Math.min(last.atMs + run.binMs, run.durationMs);
    return [[...xs, seconds(endMs)], ...ys.map((values) => [...values, values.at(-1)])];
  }

  function showAll(drawn, run) {
    drawn.setScale('x', { min: 0, max: seconds(run.durationMs) });
  }

  /** `run`: `durationMs`, `binMs`, `faults`, and `atMs` if it goes on. `connection`: its name, if the figures are those of one. */
  function draw(container, chart, steps, run, missed, connection) {
    const heading = connection === undefined ? (chart.groupTitle ?? chart.title) : `${chart.title}: ${connection}`;
    const panel = document.createElement('div');
    const title = document.createElement('h3');
    panel.className = 'chart';
    title.textContent = heading;
    panel.append(title);
    container.append(panel);
    const axis = { stroke: color('muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    const lines = { stroke: color('line-soft'), width: 1 };
    const options = {
      width: Math.max(panel.clientWidth - 20, 200),
      height: HEIGHT,
      cursor: {
        sync: { key: 'run' },
        y: false,
        drag: { x: true, y: false },
        bind: { dblclick: (drawn) => () => showAll(drawn, run) },
      },
      scales: {
        x: { time: false, range: (_, min, max) => (min === max ? [0, seconds(run.durationMs)] : [min, max]) },
        y: { range: (_, _min, max) => [0, max > 0 ? max * 1.15 : 1] },
      },
      series: [
        { label: 'at', value: (_, value) => (value === null ? '–' : `${value.toFixed(1)} s`) },
        ...chart.series.map((one) => seriesOf(one, chart)),
      ],
      axes: [
        { ...axis, size: 26, grid: { show: false }, values: (_, values) => values.map((value) => `${value} s`) },
        {
          ...axis,
          size: 62,
          grid: lines,
          ...(chart.steps && { incrs: WHOLE }),
          values: (_, values) => values.map((value) => (chart.show === megabytes ? megabytes(value) : String(value))),
        },
      ],
      hooks: { drawClear: [(drawn) => drawFaults(drawn, run, missed)] },
    };
    const drawn = new uPlot(options, dataOf(chart, steps, run), panel);
    drawn.root.setAttribute('role', 'img');
    drawn.root.setAttribute('aria-label', heading);
    showAll(drawn, run);
    return {
      /** Draws these steps, and the faults and missed expectations as they are now. */
      update(newer) {
        const { min, max } = drawn.scales.x;
        drawn.setData(dataOf(chart, newer, run), false);
        // The time stays as it was chosen; the other axis follows.
        drawn.setScale('x', { min: min ?? 0, max: max ?? seconds(run.durationMs) });
      },
      resize: () => drawn.setSize({ width: Math.max(panel.clientWidth - 20, 200), height: HEIGHT }),
      destroy: () => drawn.destroy(),
    };
  }

  return { GROUP_CHARTS, PROCESS_CHARTS, dataOf, draw };
})();
