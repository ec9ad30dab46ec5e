// Bundles the page into dist/: one script, one style sheet, and the licences of what is in them.
import { analyzeMetafile, build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync, mkdirSync, rmSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OUT = 'dist';
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);

// The renderer gives every message the same id and styles by it. An id may be there once only, so
// here it is a class, said three times to weigh more than the renderer's own resets. Its headings
// stand below the page's own (h1, h2), whatever their size: a header is an h3, a chart's title an h4.
const WRAPPER = 'slack_blocks_to_jsx';
const fitting = {
  name: 'fits-into-a-page',
  setup(bundle) {
    bundle.onLoad({ filter: /slack-blocks-to-jsx\/dist\/index\.m?js$/ }, ({ path }) => ({
      contents: PAIRS.reduce((text, [from, to]) => replaced(text, from, to), readFileSync(path, 'utf8')),
      loader: 'js',
    }));
    bundle.onLoad({ filter: /slack-blocks-to-jsx\/dist\/style\.css$/ }, ({ path }) => ({
      contents: replaced(readFileSync(path, 'utf8'), `#${WRAPPER}`, `.${WRAPPER}`.repeat(3)),
      loader: 'css',
    }));
  },
};

const PAIRS = [
  [`id:"${WRAPPER}",`, ''],
  ['l=t?`h${t}`:"h3"', 'l="h3"'],
  ['L("h3",{className:"flex-1 min-w-0', 'L("h4",{className:"flex-1 min-w-0'],
];

function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`the renderer has no ${from} any more: see build.mjs`);
  return text.replaceAll(from, to);
}

const made = await build({
  entryPoints: { page: 'src/main.tsx' },
  outdir: OUT,
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none', // they are in licences.txt, whole
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  alias: {
    react: 'preact/compat',
    'react-dom': 'preact/compat',
    'react/jsx-runtime': 'preact/jsx-runtime',
  },
  plugins: [fitting],
});
writeFileSync(join(OUT, 'built-from.txt'), sources());
copyFileSync('src/index.html', join(OUT, 'index.html'));
copyFileSync('src/icon.svg', join(OUT, 'icon.svg'));
if (process.argv.includes('--sizes')) console.log(await analyzeMetafile(made.metafile));
writeFileSync(join(OUT, 'licences.txt'), licences(Object.keys(made.metafile.inputs)));

// What the page was built from, so that a test sees when it was not built again.
function sources() {
  const files = ['build.mjs', 'package-lock.json', ...readdirSync('src').sort().map((name) => `src/${name}`)];
  return files.map((file) => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${file}\n`).join('');
}

function licences(inputs) {
  const places = new Set(inputs.map(packageOf).filter(Boolean));
  return [...places].sort().map(licence).join(`\n${'-'.repeat(78)}\n\n`);
}

// The folder of the package that a bundled file is of; none where it is our own.
function packageOf(file) {
  let place = dirname(file);
  if (!file.includes('node_modules/')) return null;
  while (!existsSync(join(place, 'package.json')) || !JSON.parse(readFileSync(join(place, 'package.json'))).version) place = dirname(place);
  return place;
}

function licence(place) {
  const { name, version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const file = readdirSync(place).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(place, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}
