// Draws the table of a figure as a chart above it; the table stays, and says the same to who does not see the chart.
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ['#1351b4', '#0b6b3c', '#8a4b00', '#5b3aa0', '#b42318', '#2b7a8c', '#5f6b7a', '#7a5c00'];
const number = (cell) => Number(cell.textContent.trim());

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].filter((row) => row.dataset.testid === 'figure-row');
  const kept = heads.map((name, at) => ({ name, at })).filter(({ name }) => name !== '总数');
  return {
    groups: rows.map((row) => row.cells[0].textContent.trim()),
    series: kept.map(({ name, at }) => ({ name, values: rows.map((row) => number(row.cells[at + 1])) })),
  };
}

function draw(place) {
  const { groups, series } = read(document.getElementById(place.dataset.chart));
  if (!groups.length) return;
  place.hidden = false;
  place.style.height = `${Math.max(240, 90 + groups.length * 34)}px`;
  const chart = init(place, null, { renderer: 'svg' });
  chart.setOption({
    color: COLOURS,
    aria: { enabled: true, decal: { show: true } },
    animation: false,
    grid: { left: 8, right: 24, top: 48, bottom: 8, containLabel: true },
    legend: { top: 8, type: 'plain' },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText' },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: { type: 'category', data: groups, inverse: true },
    series: series.map(({ name, values }) => ({ name, type: 'bar', stack: 'all', data: values, barMaxWidth: 22 })),
  });
  addEventListener('resize', () => chart.resize());
}

document.querySelectorAll('[data-chart]').forEach(draw);
