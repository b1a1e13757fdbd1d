/** One capture of the report: picture with annotations, and metadata. */
import { baseName, type Annotation, type Capture } from '@eyepiece/shared-types';
import { figure, formatName } from '../../log/texts.ts';
import { dateTime, escape, renderMarkdown, timeOfDay } from './html.ts';
import { overlay } from './shapes.ts';

export interface Card {
  readonly capture: Capture;
  readonly annotations: readonly Annotation[];
  /** WebP; undefined when it cannot be made. */
  readonly picture: Buffer | undefined;
  /** Path of the master in the archive; empty when it is missing. */
  readonly file: string;
}

export function card({ capture, annotations, picture, file }: Card): string {
  const { id, label, user, capturedAt, notes, tags, rating } = capture;
  const filename = baseName(capture.name);
  const by = user ? `${escape(user.name)} · ` : '';
  return `
<figure class="card" id="c-${id}">
${pictureOf(capture, picture, annotations)}
<figcaption>
<h3${label === undefined ? ` class="unnamed">${fileName(filename)}` : `>${escape(label)}`}${rating > 0 ? ` <span class="stars" title="${rating} of 5">${'★'.repeat(rating)}</span>` : ''}</h3>
<p class="by">${by}<time datetime="${capturedAt}">${dateTime(capturedAt).slice(0, 10)} ${timeOfDay(capturedAt)}</time></p>
<dl>${facts(capture).map(fact).join('')}</dl>
${tags.length > 0 ? `<p class="tags">${tags.map((tag) => `<span>${escape(tag)}</span>`).join('')}</p>` : ''}
${notes === undefined ? '' : `<div class="words">${renderMarkdown(notes)}</div>`}
${drawings(annotations)}
<p class="file">${file === '' ? `${escape(filename)} · <strong>the file is missing</strong>` : fileName(file)}</p>
</figcaption>
</figure>`;
}

/** Long and without spaces: allows line breaks between its parts. */
function fileName(name: string): string {
  return escape(name).replaceAll('_', '_<wbr>');
}

function pictureOf(
  { width, height, name, label, umPerPixel }: Capture,
  picture: Buffer | undefined,
  annotations: readonly Annotation[],
): string {
  const image = picture
    ? `<img src="data:image/webp;base64,${picture.toString('base64')}" alt="${escape(label ?? baseName(name))}">`
    : '<span class="none">no preview</span>';
  const drawing = overlay(annotations, { width, height, umPerPixel }) ?? '';
  return `<div class="picture" style="aspect-ratio:${width}/${height}">${image}${drawing}</div>`;
}

type Fact = readonly [name: string, value: string];

function fact([name, value]: Fact): string {
  return `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>`;
}

function facts(capture: Capture): Fact[] {
  const { exposureMs, gainDb, format, width, height, bitDepth, calibration, umPerPixel, average, clip } = capture;
  return [
    clip ? ['Length', `${figure(clip.durationMs / 1000)} s, ${figure(clip.fps)} fps`] : ['Exposure', `${figure(exposureMs)} ms`],
    ['Gain', `${figure(gainDb)} dB`],
    ['Format', `${formatName(format)}${format === 'mp4' || format === 'jpg' || format === 'png8' ? '' : `, ${bitDepth} bit`}`],
    ['Size', `${width} × ${height}`],
    ...(average === undefined ? [] : [['Mean of', `${average} frames`] as const]),
    ...(calibration === undefined ? [] : [['Objective', calibration.objective] as const]),
    ...(umPerPixel === undefined ? [] : [['Scale', `${figure(umPerPixel)} µm/px`] as const]),
  ];
}

/** Repeats the text of annotations where it can be read and copied. */
function drawings(annotations: readonly Annotation[]): string {
  const texts = annotations.flatMap(({ shape, author }) =>
    shape.text ? [`<li>${escape(shape.text)} <small>${escape(author.name)}</small></li>`] : [],
  );
  return texts.length === 0 ? '' : `<ul class="drawn">${texts.join('')}</ul>`;
}
