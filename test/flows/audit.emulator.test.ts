import { randomUUID } from 'node:crypto'
import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { untilDone } from '../../local/deploy/stack.ts'
import { STAGE } from '../../local/package.ts'
import { startRun, untilEnded } from '../../local/story/backup-run.ts'
import { readNewActivity } from '../../shared/activity/read-lines.ts'
import { AuditReport } from '../../shared/model/audit.ts'
import { auditReportKey } from '../../shared/vault/audit-layout.ts'
import { latestKey } from '../../shared/vault/layout.ts'
import { readDocument } from '../../shared/vault/stored-documents.ts'
import { FLOW_TIMEOUT, openFlow, unseen } from './flow.ts'

const flow = openFlow()
const account = process.env['AWS_ACCESS_KEY_ID'] ?? ''
const region = process.env['AWS_REGION'] ?? ''

let name: string
beforeAll(async () => {
  name = await flow.createFunction('audit')
}, FLOW_TIMEOUT)

/** Starts the deployed audit and waits for its report. */
async function audit() {
  const { outputs } = await untilDone(flow.clients, `holdfast-${STAGE}`)
  const runId = `audit-${randomUUID().slice(0, 8)}`
  const { executionArn: arn = '' } = await flow.clients.stateMachines.send(
    new StartExecutionCommand({ stateMachineArn: outputs['AuditStateMachineArn'], name: runId }),
  )
  const { status, startedAt } = await untilEnded(flow, { runId, arn })
  const report = await readDocument(
    flow.store,
    AuditReport,
    auditReportKey({ auditId: runId, startedAt }, 'json'),
  )
  return { status, report }
}

function found(report: AuditReport, id: string) {
  return report.controls.find((control) => control.id === id)?.findings ?? []
}

describe('the deployed audit', () => {
  test('finds the function protected and the bucket safe, and says what each role did', async () => {
    const { status, report } = await audit()
    expect(status).toBe('SUCCEEDED')
    expect(found(report, 'coverage').filter(({ subject }) => subject.endsWith(`/${name}`))).toEqual([])
    const state = (id: string) => report.controls.find((control) => control.id === id)?.state
    expect(state('encryption')).not.toBe('unknown')
    expect(state('roles')).not.toBe('unknown')
    expect(found(report, 'integrity')).toEqual([])
  }, 200_000)

  test('names a function that was opened without a call that tells it, which a run found, and sees its trails', async () => {
    const since = new Date()
    const open = { StatementId: 'all', Action: 'lambda:InvokeFunction', Principal: '*' }
    await unseen(flow, () =>
      flow.clients.lambda.send(new AddPermissionCommand({ FunctionName: name, ...open })),
    )
    const run = await untilEnded(flow, await startRun(flow, { mode: 'deep', zones: [region] }))
    const { lines } = await readNewActivity(flow.store, { since, now: new Date() })
    const [opened] = lines.filter(({ what }) => what.includes('policy-opened'))
    expect(opened).toMatchObject({ type: 'outcome', runId: run.runId, name, outcome: 'captured' })
    expect(opened).not.toHaveProperty('principal')
    // Only a run of everything says which zones there are, and so whose trails the audit looks at.
    await untilEnded(flow, await startRun(flow, { mode: 'quick' }))
    const { report } = await audit()
    expect(
      found(report, 'open-policies').filter(({ subject }) => subject.endsWith(`/${name}`)),
    ).toMatchObject([{ what: 'everybody may invoke it: policy', toldAs: 'unusual-activity' }])
    expect(report.controls.find(({ id }) => id === 'trails')).toMatchObject({
      state: 'failed',
      findings: expect.arrayContaining([
        { subject: region, what: expect.stringContaining('No trail records management writes') },
      ]),
    })
  }, 300_000)

  test('names what is damaged, with one thing planted', async () => {
    const resource = { account, zone: region, kind: 'function', name } as const
    const { s3 } = flow.clients
    const Bucket = new URL(process.env['HOLDFAST_VAULT'] ?? '').host
    const Key = latestKey(resource)
    const before = await flow.store.load(Key)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }))
    const { report } = await audit()
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: before!.bytes }))
    expect(report.state).toBe('integrity')
    expect(found(report, 'integrity').map(({ subject }) => subject)).toEqual([Key])
    expect(found(report, 'coverage').map(({ subject }) => subject)).toContain(
      `${account}/${region}/function/${name}`,
    )
  }, 200_000)
})
