/* global runCharts */
/** Draws the charts of a report from the figures in the page. */
{
  const { GROUP_CHARTS, PROCESS_CHARTS, draw } = runCharts;
  const run = JSON.parse(document.getElementById('result').textContent);
  const charts = new Set();
  /** The chosen connection of each group. */
  const chosen = new Map();

  function drawAll() {
    for (const chart of charts) chart.destroy();
    charts.clear();
    for (const container of document.querySelectorAll('.charts')) {
      container.replaceChildren();
      const { group: groupIndex, process: processIndex } = container.dataset;
      const group = run.groups[Number(groupIndex)];
      const process = run.processes[Number(processIndex)];
      const { name } = groupIndex === undefined ? process : group;
      const connection = group?.connections[chosen.get(groupIndex)];
      const missed = run.missed.filter(({ subject }) => subject === null || subject === name);
      const steps = process === undefined ? (connection ?? group).bins : process.samples;
      for (const chart of process === undefined ? GROUP_CHARTS : PROCESS_CHARTS) {
        charts.add(draw(container, chart, steps, run, missed, connection?.name));
      }
    }
  }

  for (const button of document.querySelectorAll('button[data-connection]')) {
    button.addEventListener('click', () => {
      const { group, connection } = button.dataset;
      const isChosen = button.getAttribute('aria-pressed') === 'true';
      for (const other of document.querySelectorAll(`button[data-group="${group}"]`)) other.setAttribute('aria-pressed', 'false');
      if (isChosen) chosen.delete(group);
      else chosen.set(group, Number(connection));
      button.setAttribute('aria-pressed', String(!isChosen));
      drawAll();
    });
  }
  window.addEventListener('resize', () => {
    for (const chart of charts) chart.resize();
  });
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', drawAll);
  drawAll();
}
