import { build } from 'esbuild'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import plugins from '../infrastructure/bundle-plugins.mjs'

/**
 * Builds the command line into dist/, when the package is installed (npm's `prepare`): `holdfast.js`, which any
 * Node can read and which says what is missing when it is too old, `main.js` behind it, and in `parts/` what that
 * imports when it needs it. Another folder may be named as the only argument.
 */
const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url)))

/** The oldest Node that runs the command line, from `engines` of the package. */
async function oldestNode(): Promise<number> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(text))
  return Number(engines.node.replace(/\D+/, ''))
}

/**
 * What it takes to stay small while a package of 250 MB streams through (docs/numbers.md). Node can be told only here,
 * for nobody starts it with options. A V8 that no longer knows a flag says so and goes on: look here with a new Node.
 */
const V8_FLAGS = [
  // Buffers are freed when the young generation is full, so it does not grow.
  '--semi-space-growth-factor=1',
  // Those that outlived it are collected as the heap is, not only once there are 64 MB of them more than before.
  '--external-memory-accounted-in-global-limit',
  // What the optimizing compiler takes while it works: 5 MB less, for 4 % of the time of planning 600,000 points.
  '--max-inlined-bytecode-size-cumulative=100',
]

function doorText(oldest: number): string {
  return `#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < ${oldest}) {
  console.error('holdfast: This is Node ' + process.versions.node + '; Node ${oldest} or newer is needed.')
  console.error('Install it from https://nodejs.org, or run \`npx holdfast\` where \`npm ci\` installed Holdfast.')
  process.exitCode = 1
} else {
  const { setFlagsFromString } = await import('node:v8')
  for (const flag of ${JSON.stringify(V8_FLAGS)}) setFlagsFromString(flag)
  await import('./main.js')
}
`
}

/** Some libraries are CommonJS and ask for Node's own modules with \`require\`, which a module does not have. */
const REQUIRE = `import { createRequire as holdfastRequire } from 'node:module'
const require = holdfastRequire(import.meta.url)`

await mkdir(folder, { recursive: true })
// Their names say what is in them: those of an earlier build would stay.
await rm(join(folder, 'parts'), { recursive: true, force: true })
const oldest = await oldestNode()
await build({
  entryPoints: [fileURLToPath(new URL('../cli/main.ts', import.meta.url))],
  outdir: folder,
  chunkNames: 'parts/[name]-[hash]',
  splitting: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: `node${oldest}`,
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  plugins,
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
})
const door = join(folder, 'holdfast.js')
await writeFile(door, doorText(oldest))
await chmod(door, 0o755)
