import { readFile, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes the constants that name members of the SDK's schemas into their places: `{ [_hQ]: _M }` becomes
 * `{ "httpQuery": _M }`. A key that is computed might do anything, so esbuild keeps every schema that has one, with all
 * that it names, used or not: half a megabyte of EC2 for three calls. With it each handler is 40 % smaller and loads in
 * two thirds of the time (docs/decisions.md). What the schemas say is the same.
 *
 * @param {string} source of a schemas file of an SDK client
 * @returns {string}
 */
export function inlineKeys(source) {
  const names = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  )
  return source.replace(/\[(_\w+)\]: /g, (key, name) => (names.has(name) ? `${names.get(name)}: ` : key))
}

const schemasWithPlainKeys = {
  name: 'schemas-with-plain-keys',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: inlineKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }))
  },
}

/** Modules that look into a folder beside them for all that is of one sort; a bundle has none to look into. */
const FOUND = {
  'find-kinds.ts': { folder: 'kinds', list: 'TRIGGER_KINDS', member: 'kind' },
  'find-facts.ts': { folder: 'facts', list: 'FACTS_KINDS', member: 'facts' },
}

/**
 * The same module with its list written out.
 *
 * @param {{ folder: string, list: string, member: string }} found
 * @param {readonly string[]} files of the folder
 * @returns {string}
 */
export function writtenOut({ folder, list, member }, files) {
  const modules = files.filter((file) => file.endsWith('.ts')).sort()
  const imports = modules.map((file, n) => `import { ${member} as found${n} } from './${folder}/${file}'`)
  return `${imports.join('\n')}\nexport const ${list} = [${modules.map((_, n) => `found${n}`).join(', ')}]\n`
}

const foldersWrittenOut = {
  name: 'folders-written-out',
  setup(build) {
    build.onLoad({ filter: /[\\/]shared[\\/]triggers[\\/]find-\w+\.ts$/ }, async ({ path }) => {
      const [, found] = Object.entries(FOUND).find(([file]) => path.endsWith(file)) ?? []
      if (found === undefined) return undefined
      const folder = join(dirname(path), found.folder)
      return { contents: writtenOut(found, await readdir(folder)), loader: 'ts', watchDirs: [folder] }
    })
  },
}

/** The patterns of the forwarding rules, worked out here: who makes rules needs no kind of trigger for it. */
const patternsWorkedOut = {
  name: 'patterns-worked-out',
  setup(build) {
    build.onLoad({ filter: /[\\/]shared[\\/]zones[\\/]trigger-patterns\.ts$/ }, async () => {
      const { TRIGGER_PATTERNS } = await import('../shared/zones/trigger-patterns.ts')
      return {
        contents: `export const TRIGGER_PATTERNS = ${JSON.stringify(TRIGGER_PATTERNS)}\n`,
        loader: 'js',
      }
    })
  },
}

/** `holdfast.yml` as it is when the handlers are built, read and checked. */
const plansWrittenOut = {
  name: 'plans-written-out',
  setup(build) {
    build.onLoad({ filter: /[\\/]shared[\\/]runtime[\\/]deployed-plans\.ts$/ }, async () => {
      const { DEPLOYED_PLANS } = await import('../shared/runtime/deployed-plans.ts')
      return { contents: `export const DEPLOYED_PLANS = ${JSON.stringify(DEPLOYED_PLANS)}\n`, loader: 'js' }
    })
  },
}

/**
 * Puts what a handler imports when it needs it, the SDK's clients of triggers, into files of their own beside it: a cold
 * start reads none of them. They are in a folder of the handler's name, so that each zip holds its own alone.
 */
const lazyPartsApart = {
  name: 'lazy-parts-apart',
  setup({ initialOptions }) {
    const [entry] = initialOptions.entryPoints ?? []
    if (initialOptions.splitting || initialOptions.outdir === undefined || typeof entry !== 'string') return
    initialOptions.splitting = true
    initialOptions.chunkNames = `${basename(entry, '.ts')}.parts/[name]-[hash]`
  },
}

/** What serverless-esbuild hands to esbuild (serverless.yml). */
export default [schemasWithPlainKeys, foldersWrittenOut, patternsWorkedOut, plansWrittenOut, lazyPartsApart]
