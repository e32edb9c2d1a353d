import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../../..')
const use = (from: string) => `import '${from}'\nexport const one = 1\n`

/** A file that breaks one rule of the layers, where it would stand, and what lint says of it. */
const BREACHES: readonly (readonly [path: string, text: string, message: string])[] = [
  ['shared/model/a.ts', use('../ports/runtime.ts'), 'model is the bottom layer'],
  ['shared/model/b.ts', use('../edge/list-edge.ts'), 'model is the bottom layer'],
  ['shared/vault/a.ts', use('../capture/scope.ts'), 'vault knows model, errors and ports only'],
  ['shared/vault/b.ts', use('../zones/enrol.ts'), 'vault knows model, errors and ports only'],
  ['shared/capture/a.ts', use('../changes/on-change.ts'), 'capture knows vault'],
  ['shared/aws/a.ts', use('../runs/begin-run.ts'), 'shared/aws implements ports'],
  ['shared/restore/a.ts', use('../runs/begin-run.ts'), 'restore knows vault'],
  ['shared/restore/b.ts', use('../aws/clients.ts'), 'restore knows vault'],
  ['shared/restore/steps/a.ts', use('../../edge/list-edge.ts'), 'restore knows vault'],
  ['shared/restore/c.ts', use('@aws-sdk/client-lambda'), 'Only shared/aws talks to AWS'],
  ['shared/restore/edge/a.ts', use('../../runs/begin-run.ts'), 'Restores of the edge know'],
  ['shared/restore/edge/steps/a.ts', use('../../../aws/clients.ts'), 'Restores of the edge know'],
  ['shared/restore/edge/b.ts', use('@aws-sdk/client-cloudfront'), 'Only shared/aws talks to AWS'],
  ['shared/restore-test/a.ts', use('../runs/begin-run.ts'), 'restore tests know restore'],
  ['shared/restore-test/b.ts', use('../aws/clients.ts'), 'restore tests know restore'],
  ['shared/restore-test/c.ts', use('@aws-sdk/client-lambda'), 'Only shared/aws talks to AWS'],
  ['shared/restore/f.ts', use('../restore-test/run-test.ts'), 'restore knows vault'],
  ['shared/activity/a.ts', use('../changes/on-change.ts'), 'activity knows model, vault'],
  ['shared/activity/detectors/a.ts', use('../../aws/clients.ts'), 'activity knows model, vault'],
  ['shared/activity/b.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/retention/a.ts', use('../capture/scope.ts'), 'retention knows model, vault'],
  ['shared/retention/b.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/capture/d.ts', use('../retention/sweep.ts'), 'capture knows vault'],
  ['shared/copies/a.ts', use('../retention/sweep.ts'), 'copies know model, vault'],
  ['shared/copies/b.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/retention-execution/a.ts', use('../runs/begin-run.ts'), 'retention state machine know retention'],
  ['shared/retention-execution/b.ts', use('../plans/ruling.ts'), 'retention state machine know retention'],
  ['shared/retention-execution/c.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/copy-execution/a.ts', use('../runs/begin-run.ts'), 'copy state machine know copies'],
  ['shared/copy-execution/b.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/restore-execution/a.ts', use('../runs/begin-run.ts'), 'know restore, vault'],
  ['shared/restore-execution/b.ts', use('../aws/clients.ts'), 'know restore, vault'],
  ['shared/delivery/a.ts', use('../vault/layout.ts'), 'delivery knows model'],
  ['shared/delivery/b.ts', use('@aws-sdk/client-sqs'), 'Only shared/aws talks to AWS'],
  ['shared/delivery/c.ts', use('node:https'), 'the network is a port'],
  ['shared/log-delivery/a.ts', use('../delivery/judge-answer.ts'), 'log-delivery knows model'],
  ['shared/log-delivery/b.ts', use('node:https'), 'the network is a port'],
  ['shared/log-delivery/c.ts', use('@smithy/signature-v4'), 'Only shared/aws talks to AWS'],
  ['shared/dead-letters/a.ts', use('../vault/layout.ts'), 'Dead letters know'],
  ['shared/dead-letters/e.ts', use('../restore-execution/end-restore.ts'), 'Dead letters know'],
  ['shared/dead-letters/b.ts', use('@aws-sdk/client-sqs'), 'Only shared/aws talks to AWS'],
  ['shared/alerts/a.ts', use('../runs/begin-run.ts'), 'alerts know model, vault'],
  ['shared/alerts/b.ts', use('@aws-sdk/client-sns'), 'Only shared/aws talks to AWS'],
  ['shared/alerts/messages/a.ts', use('../../plans/plan-file.ts'), 'alerts know model, vault'],
  ['shared/audit/a.ts', use('../capture/scope.ts'), 'audit knows model, vault, plans'],
  ['shared/audit/controls/a.ts', use('../../runs/begin-run.ts'), 'audit knows model, vault, plans'],
  ['shared/audit/facts/a.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/map/a.ts', use('../capture/normalise.ts'), 'map is pure'],
  ['shared/map/b.ts', use('../ports/runtime.ts'), 'map is pure'],
  ['shared/triggers/a.ts', use('../capture/read-function.ts'), 'triggers know model, errors and ports only'],
  ['shared/triggers/b.ts', use('../vault/layout.ts'), 'triggers know model, errors and ports only'],
  ['shared/triggers/c.ts', use('@aws-sdk/client-sns'), 'Only shared/aws talks to AWS'],
  ['shared/triggers/kinds/a.ts', use('./sns-subscription.ts'), 'never another kind'],
  ['shared/triggers/kinds/b.ts', use('../../vault/layout.ts'), 'A kind knows'],
  ['shared/triggers/kinds/c.ts', use('../../aws/lambda-api.ts'), 'A kind knows'],
  ['shared/triggers/facts/a.ts', use('../kinds/sns-subscription.ts'), 'A kind knows'],
  ['shared/plans/a.ts', use('../vault/layout.ts'), 'plans know model'],
  ['shared/plans/b.ts', use('../retention/decide.ts'), 'plans know model'],
  ['shared/plans/c.ts', use('@aws-sdk/client-lambda'), 'Only shared/aws talks to AWS'],
  ['shared/immutability/a.ts', use('../capture/scope.ts'), 'immutability knows plans, vault'],
  ['shared/immutability/b.ts', use('../retention/decide.ts'), 'immutability knows plans, vault'],
  ['shared/immutability/c.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['shared/export/a.ts', use('../ports/runtime.ts'), 'export is pure'],
  ['shared/export/b.ts', use('../restore/journal.ts'), 'export is pure'],
  ['shared/export/terraform/a.ts', use('../../capture/scope.ts'), 'export is pure'],
  ['shared/edge/a.ts', use('../runtime/clock.ts'), 'The core takes ports'],
  ['shared/zones/a.ts', use('../aws/clients.ts'), 'The core takes ports'],
  ['shared/changes/a.ts', use('../../functions/on-change.ts'), 'The core knows none of its doors'],
  ['shared/runs/a.ts', use('../../cli/run.ts'), 'The core knows none of its doors'],
  ['shared/report/a.ts', use('@middy/core'), 'shared/runtime'],
  ['shared/capture/b.ts', use('@aws-sdk/client-lambda'), 'Only shared/aws talks to AWS'],
  ['shared/runtime/a.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['functions/a.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['functions/b.ts', use('../cli/run.ts'), 'Nobody imports a door'],
  ['cli/a.ts', use('@aws-sdk/client-s3'), 'Only shared/aws talks to AWS'],
  ['cli/b.ts', use('../local/gateway.ts'), 'The command line calls the same core functions'],
  ['local/a.ts', use('../shared/capture/scope.ts'), 'knows nothing of backups'],
  ['local/b.ts', use('../functions/on-change.ts'), 'imports no door'],
  ['shared/vault/c.ts', 'export const now = () => Date.now()\n', 'Pass the world in'],
  ['shared/vault/d.ts', 'export const now = () => new Date()\n', 'Pass the world in'],
  ['shared/vault/e.ts', "export const home = () => process.env['HOME']\n", 'Pass the world in'],
  ['shared/vault/f.ts', use('node:process'), 'Pass the world in'],
  ['shared/vault/g.ts', use('node:timers/promises'), 'Pass the world in'],
  [
    'shared/vault/h.ts',
    "import { randomUUID } from 'node:crypto'\nexport const id = randomUUID()\n",
    'Pass the world in',
  ],
  ['shared/vault/i.ts', "export * from './layout.ts'\n", 'No barrels'],
  ['shared/vault/helpers.ts', 'export const one = 1\n', 'Name a file after what it means'],
]

/** What is allowed although it looks alike. */
const ALLOWED: readonly (readonly [path: string, text: string])[] = [
  ['shared/audit/controls/b.ts', use('../../plans/schedule.ts')],
  ['shared/audit/facts/b.ts', use('../audit-ports.ts')],
  ['shared/audit/b.ts', use('../vault/layout.ts')],
  ['shared/runtime/b.ts', 'export const now = () => new Date()\n'],
  ['shared/runtime/c.ts', use('../model/gaps.ts')],
  ['shared/vault/j.ts', use('../model/manifest.ts')],
  ['shared/vault/k.ts', 'export const at = (text: string) => new Date(text)\n'],
  ['shared/aws/b.ts', use('@aws-sdk/client-s3')],
  ['shared/capture/c.ts', use('../triggers/read-triggers.ts')],
  ['shared/triggers/d.ts', use('../model/arn.ts')],
  ['shared/triggers/kinds/d.ts', use('@aws-sdk/client-sns')],
  ['shared/triggers/kinds/e.ts', use('../../aws/calls.ts')],
  ['shared/triggers/facts/b.ts', use('../facts-kind.ts')],
  ['shared/export/c.ts', use('../restore/mapping-input.ts')],
  ['shared/export/terraform/b.ts', use('../parts.ts')],
  ['shared/immutability/d.ts', use('../plans/choose-plan.ts')],
  ['shared/plans/d.ts', use('../zones/placement.ts')],
  ['shared/plans/e.ts', use('../model/manifest.ts')],
  ['shared/activity/c.ts', use('../changes/trail-event.ts')],
  ['shared/activity/d.ts', use('../vault/documents.ts')],
  ['shared/activity/detectors/b.ts', use('../../model/glob.ts')],
  ['shared/changes/b.ts', use('../activity/change-lines.ts')],
  ['shared/retention/c.ts', use('../vault/layout.ts')],
  ['shared/copies/c.ts', use('../vault/blobs.ts')],
  ['shared/restore-execution/c.ts', use('../restore/apply-restore.ts')],
  ['shared/restore-execution/d.ts', use('../runs/caught-failure.ts')],
  ['shared/delivery/d.ts', use('../model/alert.ts')],
  ['shared/dead-letters/c.ts', use('../changes/read-change.ts')],
  ['shared/dead-letters/f.ts', use('../restore-execution/restore-id.ts')],
  ['shared/dead-letters/d.ts', use('../log-delivery/log-batch.ts')],
  ['shared/log-delivery/d.ts', use('../model/log-fields.ts')],
  ['shared/alerts/c.ts', use('../vault/run-layout.ts')],
  ['shared/alerts/messages/b.ts', use('../../report/format.ts')],
  ['shared/alerts/messages/c.ts', use('../../model/run.ts')],
  ['shared/map/c.ts', use('../model/gaps.ts')],
  ['shared/aws/c.ts', use('../restore/restore-ports.ts')],
  ['shared/aws/d.ts', use('../restore-test/test-ports.ts')],
  ['shared/restore-test/d.ts', use('../restore/plan-restore.ts')],
  ['shared/restore-test/e.ts', use('../runs/caught-failure.ts')],
  ['shared/restore/d.ts', use('../capture/read-function.ts')],
  ['shared/restore/e.ts', use('../diff/diff-contents.ts')],
  ['shared/restore/steps/b.ts', use('../../capture/read-function.ts')],
  ['shared/restore/steps/c.ts', use('../step-action.ts')],
]

let root: string
let found: readonly { readonly filename: string; readonly message: string; readonly help?: string }[]

/** Lints the files in a tree of their own, under the rules of this one. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-layers-'))
  for (const [path, text] of [...BREACHES, ...ALLOWED]) {
    await mkdir(join(root, dirname(path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  await mkdir(join(root, '.ci'))
  for (const file of ['.oxlintrc.json', '.ci/lint-rules.js'])
    await copyFile(join(ROOT, file), join(root, file))
  found = (JSON.parse(await lint()) as { diagnostics: typeof found }).diagnostics
}, 30_000)

afterAll(() => rm(root, { recursive: true }))

function lint(): Promise<string> {
  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint')
  const options = ['--format=json', '--disable-nested-config', '.']
  return new Promise((resolve) => {
    execFile(process.execPath, [oxlint, ...options], { cwd: root }, (_error, stdout) => resolve(stdout))
  })
}

const said = (path: string) =>
  found.filter(({ filename }) => filename === path).map(({ message, help = '' }) => `${message} ${help}`)

describe('lint keeps the layers apart', () => {
  test.each(BREACHES)('%s: %j is refused', (path, _text, message) => {
    expect(said(path).join('\n')).toContain(message)
  })

  test.each(ALLOWED)('%s: %j is allowed', (path) => {
    expect(said(path)).toEqual([])
  })
})
