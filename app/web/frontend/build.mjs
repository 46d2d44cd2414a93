// Builds the bundles of the pages into app/web/static; the same input gives the same bytes.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const out = path.resolve(here, '../static');
const own = ['app', 'inbox', 'review', 'forms', 'editor', 'form-builder', 'bpmn-viewer', 'bpmn-modeler'];
const vendored = {
  'tabler.min.css': '@tabler/core/dist/css/tabler.min.css',
  'tabler.min.js': '@tabler/core/dist/js/tabler.min.js',
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
};

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

await build({
  entryPoints: own.map((name) => path.join(here, 'src', `${name}.js`)).filter((file) => fs.existsSync(file)),
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2020'],
  charset: 'utf8',
  legalComments: 'linked',
  assetNames: 'fonts/[name]',
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  logLevel: 'warning',
});
await build({
  entryPoints: [path.join(here, 'src/app.css')],
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
fs.cpSync(path.join(here, 'src/static'), out, { recursive: true });

for (const name of fs.readdirSync(out).sort()) {
  const stat = fs.statSync(path.join(out, name));
  if (stat.isFile()) console.log(name.padEnd(36), `${(stat.size / 1024).toFixed(0)} KiB`);
}
