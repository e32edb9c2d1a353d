import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { LogKeys } from '../../../shared/runtime/log-context.ts'
import { currentLogKeys, keysOfEvent, withLogKeys } from '../../../shared/runtime/log-context.ts'

const startedAt = '2026-11-21T03:00:00.000Z'
const run = { runId: 'r1', account: '123456789012', mode: 'deep', startedAt }
const ofRun = { correlationId: 'r1', runId: 'r1' }
const inZone = { ...ofRun, zone: 'eu-west-1' }
const step = { run, zone: 'eu-west-1' }
const audit = { auditId: 'a1', startedAt }
const ofAudit = { correlationId: 'a1', auditId: 'a1' }
const execution = { execution: 'arn:aws:states:eu-west-1:123456789012:execution:x:y', startedAt }
const restoreId = 'restore-20261121T030000Z-6e975811'
const ofRestore = { correlationId: restoreId, restoreId }

/** What wakes each function, as its state machine or its source hands it over, and what its lines then say. */
const WOKEN: Readonly<Record<string, readonly [event: object, keys: LogKeys]>> = {
  'discover-zones': [{ runId: 'r1', startedAt, request: { mode: 'deep' } }, ofRun],
  'plan-zone': [step, inZone],
  'capture-shard': [
    { ...step, shard: 0 },
    { ...inZone, shard: 0 },
  ],
  'summarize-zone': [{ ...step, failure: null }, inZone],
  'report-run': [{ run, zones: [] }, ofRun],
  'report-failure': [{ runId: 'r1', startedAt, request: { mode: 'deep' }, failure: {} }, ofRun],
  'choose-restore-test': [{ runId: 'r1', startedAt, request: {} }, ofRun],
  'run-restore-test': [step, inZone],
  'remove-restore-test': [{ ...step, failure: null }, inZone],
  'report-restore-test': [{ runId: 'r1', startedAt, zones: [] }, ofRun],
  'plan-retention': [{ runId: 'r1', startedAt }, ofRun],
  'apply-retention': [{ run: { runId: 'r1', startedAt }, applied: {} }, ofRun],
  'sweep-blobs': [{ run: { runId: 'r1', startedAt }, sweep: {} }, ofRun],
  'report-retention': [{ runId: 'r1', startedAt, purged: 0 }, ofRun],
  'plan-audit': [{ auditId: 'a1', startedAt, executionArn: 'arn:x' }, ofAudit],
  'hash-blobs': [
    { audit, shard: 3 },
    { ...ofAudit, shard: 3 },
  ],
  'report-audit': [{ auditId: 'a1', startedAt, shards: [] }, ofAudit],
  'plan-restore': [{ ...execution, request: {} }, ofRestore],
  'ask-approval': [{ ...execution, restoreId, token: 'secret' }, ofRestore],
  'apply-restore': [{ restoreId }, ofRestore],
  'verify-restore': [{ restoreId }, ofRestore],
  'report-restore': [{ ...execution, failure: null }, ofRestore],
  'copy-points': [{ runId: 'r1', copied: {} }, ofRun],
  'report-copy': [{ runId: 'r1', copied: {}, failure: 'none' }, ofRun],
  'watch-activity': [{ detail: { eventID: 'e1' } }, { correlationId: 'e1' }],
  // Their events are several things, or none: what a line is about, it says by itself.
  'on-change': [{ Records: [] }, {}],
  'send-to-slack': [{ Records: [] }, {}],
  'send-to-webhook': [{ Records: [] }, {}],
  'deliver-logs': [{ awslogs: { data: '' } }, {}],
  'retire-zones': [{ RequestType: 'Delete' }, {}],
}

describe('the lines of a function', () => {
  test.each(Object.entries(WOKEN))('%s say what they belong to', (_name, [event, keys]) => {
    expect(keysOfEvent(event)).toEqual(keys)
  })

  test('are known for each function that there is', async () => {
    const files = await readdir(new URL('../../../functions/', import.meta.url))
    const unknown = files.map((file) => basename(file, '.ts')).filter((name) => !Object.hasOwn(WOKEN, name))
    expect(unknown).toEqual([])
  })

  test('say nothing that is not an id or a name, whatever wakes it', () => {
    expect(keysOfEvent({ token: 'secret', runId: { token: 'secret' } })).toEqual({})
    expect(keysOfEvent('secret')).toEqual({})
  })

  test('are told apart when things take place side by side', async () => {
    const seen = async (correlationId: string) =>
      withLogKeys({ correlationId }, async () => {
        await Promise.resolve()
        return withLogKeys({ zone: correlationId }, async () => Promise.resolve(currentLogKeys()))
      })
    expect(await Promise.all([seen('a'), seen('b')])).toEqual([
      { correlationId: 'a', zone: 'a' },
      { correlationId: 'b', zone: 'b' },
    ])
    expect(currentLogKeys()).toEqual({})
  })
})
