import { readFile } from 'node:fs/promises'

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

/** What serverless-esbuild hands to esbuild (serverless.yml). */
export default [schemasWithPlainKeys]
