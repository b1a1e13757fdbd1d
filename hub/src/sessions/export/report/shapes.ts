/** Renders annotations of a capture as an SVG overlay. */
import type { Annotation, Point } from '@eyepiece/shared-types';
import { figure } from '../../log/texts.ts';
import { escape } from './html.ts';

interface Scale {
  readonly width: number;
  readonly height: number;
  readonly umPerPixel?: number | undefined;
}

/** Distinguishable from specimens and from each other, also in greyscale print. */
const COLORS = ['#ffb703', '#4cc9f0', '#ff5d8f', '#80ed99', '#c77dff', '#ff8c42'];
/** Sizes relative to the larger side of the picture. */
const TEXT_SIZE = 1 / 30;
const HEAD_SIZE = 1 / 40;

const at = (value: number): string => String(Math.round(value * 100) / 100);
const pair = ({ x, y }: Point): string => `${at(x)},${at(y)}`;

/** @returns undefined without annotations */
export function overlay(annotations: readonly Annotation[], scale: Scale): string | undefined {
  if (annotations.length === 0) return undefined;
  const authors = [...new Set(annotations.map(({ author }) => author.id))];
  const shapes = annotations.map((annotation) => {
    const color = COLORS[authors.indexOf(annotation.author.id) % COLORS.length] ?? '';
    return `<g style="--c:${color}"><title>${escape(annotation.author.name)}</title>${drawn(annotation, scale)}</g>`;
  });
  const size = Math.max(scale.width, scale.height) * TEXT_SIZE;
  return `<svg viewBox="0 0 ${scale.width} ${scale.height}" font-size="${at(size)}" aria-hidden="true">${shapes.join('')}</svg>`;
}

function drawn({ shape }: Annotation, scale: Scale): string {
  const label = shape.text ?? '';
  switch (shape.kind) {
    case 'arrow':
      return lines(`M${pair(shape.from)} L${pair(shape.to)} ${head(shape.from, shape.to, scale)}`) + text(shape.from, label, scale);
    case 'measure': {
      const length = [measured(shape.from, shape.to, scale), label].filter(Boolean).join(' · ');
      return (
        lines(`M${pair(shape.from)} L${pair(shape.to)} ${ends(shape.from, shape.to, scale)}`) +
        text(middle(shape.from, shape.to), length, scale)
      );
    }
    case 'rectangle':
      return (
        lines(`M${at(shape.x)},${at(shape.y)} h${at(shape.width)} v${at(shape.height)} h${at(-shape.width)} Z`) + text(shape, label, scale)
      );
    case 'ellipse':
      return lines(ellipse(shape.x, shape.y, shape.width / 2, shape.height / 2)) + text(shape, label, scale);
    case 'freehand':
      return lines(`M${shape.points.map(pair).join(' L')}`) + text(shape.points[0] ?? { x: 0, y: 0 }, label, scale);
    case 'text':
      return text(shape.at, label, scale, 1);
  }
}

/** A dark line below a bright one is visible on every specimen. */
function lines(path: string): string {
  return `<path class="halo" d="${path}"/><path d="${path}"/>`;
}

/** Keeps the label inside the picture as far as possible without text metrics. */
function text({ x, y }: Point, label: string, { width, height }: Scale, lineAbove = -0.4): string {
  if (label === '') return '';
  const size = Math.max(width, height) * TEXT_SIZE;
  const anchor = x > 0.7 * width ? ' text-anchor="end"' : '';
  const baseline = Math.min(Math.max(y + lineAbove * size, size), height);
  return `<text x="${at(x)}" y="${at(baseline)}"${anchor}>${escape(label)}</text>`;
}

function measured(from: Point, to: Point, { umPerPixel }: Scale): string {
  const pixels = Math.hypot(to.x - from.x, to.y - from.y);
  if (umPerPixel === undefined) return `${figure(Math.round(pixels))} px`;
  const um = pixels * umPerPixel;
  return um >= 1000 ? `${figure(um / 1000)} mm` : `${figure(um)} µm`;
}

function middle(from: Point, to: Point): Point {
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

function pointAtAngle(from: Point, to: Point, length: number, radians: number): Point {
  const angle = Math.atan2(to.y - from.y, to.x - from.x) + radians;
  return { x: length * Math.cos(angle), y: length * Math.sin(angle) };
}

function head(from: Point, to: Point, { width, height }: Scale): string {
  const length = Math.max(width, height) * HEAD_SIZE;
  const barb = (radians: number): Point => {
    const { x, y } = pointAtAngle(from, to, length, radians);
    return { x: to.x + x, y: to.y + y };
  };
  return `M${pair(barb(Math.PI - 0.5))} L${pair(to)} L${pair(barb(Math.PI + 0.5))}`;
}

/** Bars across both ends of a measured line. */
function ends(from: Point, to: Point, { width, height }: Scale): string {
  const { x, y } = pointAtAngle(from, to, (Math.max(width, height) * HEAD_SIZE) / 2, Math.PI / 2);
  return [from, to].map((end) => `M${pair({ x: end.x - x, y: end.y - y })} l${at(2 * x)},${at(2 * y)}`).join(' ');
}

function ellipse(x: number, y: number, rx: number, ry: number): string {
  const arc = `a${at(rx)},${at(ry)} 0 1,0`;
  return `M${at(x)},${at(y + ry)} ${arc} ${at(2 * rx)},0 ${arc} ${at(-2 * rx)},0 Z`;
}
