// Packs the files of a built app, so that the server need not: FILE.br and FILE.gz beside each FILE that gets smaller.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";

const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || !/\.(html|js|css|svg|json)$/.test(name)) continue;
    const bytes = readFileSync(path);
    for (const [ending, packed] of [
        [".br", brotliCompressSync(bytes, best)],
        // By Zopfli, 4 % smaller than zlib makes it: without TLS not every browser takes Brotli.
        [".gz", await gzipAsync(bytes, { numiterations: 10 })],
    ]) {
        if (packed.length < bytes.length * 0.9) writeFileSync(path + ending, packed);
    }
}
