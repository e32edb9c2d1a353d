import type { Control } from './control.ts'
import { copies } from './controls/copies.ts'
import { coverage } from './controls/coverage.ts'
import { encryption } from './controls/encryption.ts'
import { gaps } from './controls/gaps.ts'
import { integrity } from './controls/integrity.ts'
import { locks } from './controls/locks.ts'
import { openPolicies } from './controls/open-policies.ts'
import { restoreTests } from './controls/restore-tests.ts'
import { restores } from './controls/restores.ts'
import { retention } from './controls/retention.ts'
import { roles } from './controls/roles.ts'
import { runs } from './controls/runs.ts'
import { tombstones } from './controls/tombstones.ts'
import { trails } from './controls/trails.ts'

/** Every control, in the order of the report. */
export const CONTROLS: readonly Control[] = [
  coverage,
  integrity,
  restores,
  restoreTests,
  runs,
  gaps,
  tombstones,
  retention,
  encryption,
  locks,
  copies,
  roles,
  openPolicies,
  trails,
]
