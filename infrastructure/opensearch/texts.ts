import { savedObjects } from './dashboard.ts'
import { indexTemplate } from './index-template.ts'

/** The files beside this one that people give to OpenSearch, by name. `npm run opensearch` writes them. */
export function openSearchFiles(): Readonly<Record<string, string>> {
  const lines = savedObjects().map((object) => `${JSON.stringify(object)}\n`)
  return {
    'index-template.json': `${JSON.stringify(indexTemplate(), undefined, 2)}\n`,
    'dashboard.ndjson': lines.join(''),
  }
}
