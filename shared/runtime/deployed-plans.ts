import { readFileSync } from 'node:fs'
import { SettingInvalidError } from '../errors.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { readPlans } from '../plans/read-plans.ts'
import { clock } from './clock.ts'

/**
 * The backup plans that this deployment was made with: `holdfast.yml` beside the source. In a bundle the content of the
 * file stands in the place of this module (infrastructure/bundle-plugins.mjs), so that a handler carries neither a parser
 * nor a file that could be changed: other plans are another deployment.
 */
export const DEPLOYED_PLANS: PlanFile = read(new URL('../../holdfast.yml', import.meta.url))

function read(file: URL): PlanFile {
  const { file: plans, problems } = readPlans(readFileSync(file, 'utf8'), clock.now())
  if (plans !== undefined) return plans
  const lines = problems.map(({ place, path, message }) => `${place.line}:${place.column} ${path} ${message}`)
  throw new SettingInvalidError(`holdfast.yml is not valid:\n${lines.join('\n')}`)
}
