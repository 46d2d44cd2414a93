// Builds the bundles of the pages into app/web/static; the same input gives the same bytes.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const out = path.resolve(here, '../static');
const own = ['app', 'plain', 'inbox', 'review', 'forms', 'editor', 'form-builder', 'charts', 'bpmn-viewer', 'bpmn-modeler'];
const vendored = {
  'tabler.min.css': '@tabler/core/dist/css/tabler.min.css',
  'tabler.min.js': '@tabler/core/dist/js/tabler.min.js',
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
};

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

const bundled = await build({
  metafile: true,
  entryPoints: own.map((name) => path.join(here, 'src', `${name}.js`)).filter((file) => fs.existsSync(file)),
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020'],
  charset: 'utf8',
  legalComments: 'none',
  assetNames: 'fonts/[name]',
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  logLevel: 'warning',
});
await build({
  entryPoints: ['app.css', 'plain.css'].map((name) => path.join(here, 'src', name)),
  outdir: out,
  bundle: true,
  minify: true,
  charset: 'utf8',
  logLevel: 'warning',
});

for (const [name, source] of Object.entries(vendored)) {
  const text = fs.readFileSync(path.join(here, 'node_modules', source), 'utf8');
  // A source map that is not shipped must not be asked for.
  fs.writeFileSync(path.join(out, name), text.replace(/\n?\/[/*]# sourceMappingURL=\S+(\s*\*\/)?\s*$/, '\n'));
}
fs.writeFileSync(path.join(out, 'LICENSES.txt'), licences(Object.keys(bundled.metafile.inputs)));
fs.cpSync(path.join(here, 'src/static'), out, { recursive: true });

for (const name of fs.readdirSync(out).sort()) {
  const stat = fs.statSync(path.join(out, name));
  if (stat.isFile()) console.log(name.padEnd(36), `${(stat.size / 1024).toFixed(0)} KiB`);
}

// The licence of every package that ended up in a bundle, in one file beside them.
function licences(inputs) {
  const used = [...inputs, ...Object.values(vendored).map((file) => `node_modules/${file}`)];
  const names = new Set(used.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter(Boolean));
  return [...names].sort().map((name) => {
    const folder = path.join(here, 'node_modules', name);
    const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  }).join(`\n${'-'.repeat(78)}\n\n`);
}
