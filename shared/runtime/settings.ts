import * as z from 'zod'
import { SettingInvalidError } from '../errors.ts'

/** What the deployment tells every function, by environment variable. serverless.yml sets them. */
const Settings = z.object({
  /** Address of the vault: `s3://bucket`. */
  HOLDFAST_VAULT: z.string().min(1),
  /** The account that is protected. */
  HOLDFAST_ACCOUNT: z.string().regex(/^\d{12}$/),
  HOLDFAST_CHANGES_QUEUE: z.url(),
  HOLDFAST_CHANGES_DEAD_LETTERS: z.url(),
})
export type Settings = z.infer<typeof Settings>

/** @throws SettingInvalidError naming every variable that is missing or wrong, never its value */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = Settings.safeParse(environment)
  if (parsed.success) return parsed.data
  const names = parsed.error.issues.map((issue) => issue.path.join('.'))
  throw new SettingInvalidError(`Environment variables are missing or wrong: ${names.join(', ')}.`)
}
