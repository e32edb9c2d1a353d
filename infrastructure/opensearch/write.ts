import { writeFile } from 'node:fs/promises'
import { openSearchFiles } from './texts.ts'

// `npm run opensearch` writes what people give to OpenSearch; a test compares it with what the logs have.
for (const [name, text] of Object.entries(openSearchFiles()))
  await writeFile(new URL(name, import.meta.url), text)
