// Compresses the text of the built site once, instead of on each request: node compress.mjs FOLDER NGINX_CONF
//
// Where nginx.conf always serves the compressed file and unpacks it for a client that cannot (gzip_static always,
// gunzip on), the text itself would only make the image larger: its file is emptied, and stays for try_files and index.
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const TEXT = /\.(?:css|csv|html|js|json|map|md|mjs|otf|svg|ttf|txt|wasm|webmanifest|xml)$/;
/** Bytes: what fits into one packet is not worth it. */
const LEAST = 1024;

const [folder, configuration] = process.argv.slice(2);
if (!existsSync(folder)) {
  console.error(`compress: the build left no folder ${folder}`);
  process.exit(1);
}
const nginx = readFileSync(configuration, 'utf8').replace(/#.*/g, '');
const unpacks = /\bgunzip\s+on;/.test(nginx) && !/\bgunzip\s+off;/.test(nginx);
const alone = unpacks && /\bgzip_static\s+always;/.test(nginx) && !/\bgzip_static\s+(?!always;)/.test(nginx);

let [before, after] = [0, 0];
const links = [];
for (const name of readdirSync(folder, { recursive: true }).map(String)) {
  const path = join(folder, name);
  // What site.sh reads, and what the build compressed itself, stays as it is.
  const kept = name.startsWith(`.site${sep}`) || existsSync(`${path}.gz`);
  if (kept || !TEXT.test(name)) continue;
  const seen = lstatSync(path);
  if (seen.isSymbolicLink()) links.push(path);
  if (!seen.isFile()) continue;
  const text = readFileSync(path);
  if (text.length <= LEAST) continue;
  const packed = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
  if (packed.length >= text.length) continue;
  writeFileSync(`${path}.gz`, packed);
  if (alone) {
    // A new file, not the old one cut: it could have a second name.
    rmSync(path);
    writeFileSync(path, '');
  }
  before += text.length;
  after += packed.length;
}
// A link needs one beside it to what the file behind it became.
for (const path of links.filter((link) => existsSync(link))) {
  const packed = `${realpathSync(path)}.gz`;
  if (existsSync(packed)) symlinkSync(relative(realpathSync(dirname(path)), packed), `${path}.gz`);
}
console.log(`compressed: ${before} bytes of text to ${after}${alone ? '' : ', kept beside it'}`);
