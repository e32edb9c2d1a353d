import { expect, test } from '@jest/globals'
import type { RestoreStep } from '../../../shared/model/restore.ts'
import { RestoreOutcome, RestorePlan, StepDone } from '../../../shared/model/restore.ts'
import { restoresInUse } from '../../../shared/retention/restores-in-use.ts'
import { outcomeKey, restorePlanKey, stepKey } from '../../../shared/vault/restore-layout.ts'
import { putDocument } from '../../../shared/vault/stored-documents.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO } from '../../fakes/points.ts'

const NOW = '2026-01-01T10:00:00.000Z'
const POINT = 'points/123456789012/eu-west-1/function/hello/20260101T100000Z-0123456789abcdef.json'

const STEP: RestoreStep = {
  id: '00001',
  item: 0,
  action: 'take-safety-point',
  phase: 'create',
  resource: 'arn:aws:lambda:eu-west-1:123456789012:function:hello',
  what: 'Take a point of it',
  why: 'It is changed after that',
  risk: 'none',
  undo: { can: true, how: 'Nothing to take back' },
  input: {},
}

async function restores(state: RestoreOutcome['state'] | undefined, plannedAt = NOW, safety?: string) {
  const store = createMemoryStore(() => new Date(plannedAt))
  const request = {
    restoreId: 'restore-1',
    points: [POINT],
    target: {},
    parts: ['code' as const],
    onConflict: 'refuse' as const,
    map: {},
    start: 'latest' as const,
    withRole: false,
    principal: 'arn:aws:iam::123456789012:user/ada',
  }
  const item = {
    point: POINT,
    pointId: '0123456789abcdef',
    takenAt: NOW,
    source: HELLO,
    target: HELLO,
    partition: 'aws',
  }
  const items = [{ ...item, mode: 'create' as const, versions: {}, parts: ['code' as const], needs: [] }]
  const none = { cannotComeBack: [], remarks: [], problems: [] }
  await putDocument(
    store,
    RestorePlan,
    { format: 1, plannedAt, request, items, steps: [STEP], ...none },
    restorePlanKey('restore-1'),
  )
  if (safety !== undefined) {
    const done = {
      format: 1,
      step: STEP.id,
      action: STEP.action,
      at: NOW,
      answer: { manifest: safety },
    } as const
    await putDocument(store, StepDone, done, stepKey('restore-1', STEP.id, 'done'))
  }
  if (state !== undefined) {
    const outcome = {
      format: 1,
      restoreId: 'restore-1',
      state,
      at: NOW,
      steps: { planned: 0, done: 0 },
    } as const
    const renumbering = { versions: {}, layers: {}, mappings: {} }
    await putDocument(
      store,
      RestoreOutcome,
      { ...outcome, failures: [], left: [], renumbering },
      outcomeKey('restore-1'),
    )
  }
  return await restoresInUse(store, new Date('2026-01-01T00:00:00Z'))
}

test.each([undefined, 'applied', 'paused', 'failed', 'unclean', 'restored'] as const)(
  'a restore that is %s may still need its points',
  async (state) => {
    expect(await restores(state)).toEqual(new Map([[POINT, 'restore-1']]))
  },
)

test('a restore that was taken back needs nothing more', async () => {
  expect(await restores('undone')).toEqual(new Map())
})

test('what a restore found before it changed it is needed to take it back', async () => {
  const safety = POINT.replace('0123', 'ffff')
  const found = await restores('restored', NOW, safety)
  expect([...found.keys()]).toEqual([POINT, safety])
})

test('nobody goes on with a restore that was planned long ago', async () => {
  expect(await restores('failed', '2025-12-01T10:00:00.000Z')).toEqual(new Map())
})
