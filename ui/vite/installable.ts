import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Plugin } from 'vite';

const GROUND = '#101317';
/** Of the mark's own ground, up to the edge of the icon. */
const MARK_GROUND = '#0a0c0e';
/** Systems cut icons to circles and other shapes, which keep at least the inner four fifths. */
const MASKABLE_SHARE = 0.62;
const APPLE_PX = 180;

export const MANIFEST = {
  name: 'Eyepiece',
  short_name: 'Eyepiece',
  description: 'Live pictures of microscope cameras',
  // Relative to the manifest: the hub may be published below a path.
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: GROUND,
  theme_color: GROUND,
  icons: [
    { src: './icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: './icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: './icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: './icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
} as const;

/** The mark as a PNG. */
function plainIcon(svg: Buffer, px: number): Promise<Buffer> {
  return sharp(svg, { density: 72 * (px / 24) })
    .resize(px, px)
    .png()
    .toBuffer();
}

/** The mark with ground all around it. */
async function paddedIcon(svg: Buffer, px: number): Promise<Buffer> {
  const mark = await plainIcon(svg, Math.round(px * MASKABLE_SHARE));
  const ground = { width: px, height: px, channels: 4, background: MARK_GROUND } as const;
  return sharp({ create: ground })
    .composite([{ input: mark }])
    .png()
    .toBuffer();
}

/** Makes the page installable: a manifest, and icons that are drawn from the mark. */
export function installable(root: string): Plugin {
  const svg = readFileSync(join(root, 'public', 'icon.svg'));
  const link = (rel: string, href: string) => ({ tag: 'link', attrs: { rel, href }, injectTo: 'head' as const });
  return {
    name: 'eyepiece-installable',
    apply: 'build',
    async generateBundle() {
      const files: [string, string | Buffer][] = [
        ['manifest.webmanifest', JSON.stringify(MANIFEST)],
        ['icon-192.png', await plainIcon(svg, 192)],
        ['icon-512.png', await plainIcon(svg, 512)],
        ['icon-maskable-512.png', await paddedIcon(svg, 512)],
        ['apple-touch-icon.png', await paddedIcon(svg, APPLE_PX)],
      ];
      for (const [fileName, source] of files) this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [link('manifest', './manifest.webmanifest'), link('apple-touch-icon', './apple-touch-icon.png')],
    },
  };
}
