import { writeFile } from 'node:fs/promises'
import { planSchema } from '../shared/plans/json-schema.ts'

// `npm run schema` writes the schema that editors read; a test compares it with the one that Holdfast reads by.
await writeFile(
  new URL('../docs/holdfast.schema.json', import.meta.url),
  `${JSON.stringify(planSchema(), undefined, 2)}\n`,
)
