import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { AuditFacts } from '../../../shared/audit/audit-facts.ts'
import { restores } from '../../../shared/audit/controls/restores.ts'
import { readRestores } from '../../../shared/audit/facts/read-restores.ts'
import { APPROVAL_LIMIT, EXECUTION_LIMIT } from '../../../shared/model/restore-times.ts'
import { applyRestore } from '../../../shared/restore/apply-restore.ts'
import { carryOutRestore, completeRestore } from '../../../shared/restore/complete-restore.ts'
import { keepEnd } from '../../../shared/restore/keep-end.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { approvalTokenKey, restoreEndKey } from '../../../shared/vault/restore-layout.ts'
import { replaceObject } from '../../../shared/vault/stored-documents.ts'
import type { RestoreWorld } from '../restore/restore-world.ts'
import { restoreWorld } from '../restore/restore-world.ts'
import { NAME, createRich, loseEverything } from '../restore/rich-function.ts'

const HOUR = 3_600_000
const ID = 'restore-1'
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-restore:orders-1'

let world: RestoreWorld
let point: string
beforeEach(async () => {
  world = restoreWorld()
  createRich(world)
  point = await world.capture(NAME)
  loseEverything(world)
})

const plan = async (principal?: string) =>
  await world.plan([point], { withRole: true, ...(principal !== undefined && { principal }) })

/** What an audit says so many hours after the last sign of any restore: the store dates each write a second later. */
async function audited(hours: number) {
  const { store, ports } = world
  const last = Math.max(...[...store.objects.values()].map(({ modifiedAt }) => modifiedAt.getTime()))
  const now = new Date(last + hours * HOUR)
  const facts = { restores: await readRestores({ ...ports, clock: { ...ports.clock, now: () => now } }), now }
  return restores.judge(facts as AuditFacts)
}

/** The process ends at the so-manieth write to Lambda. */
function dieAt(count: number): void {
  let writes = 0
  world.lambda.onWrite = (_operation, when) => {
    if (when === 'before' && (writes += 1) === count) throw new Error('the process ended')
  }
}

async function brokenOff(principal?: string): Promise<void> {
  await plan(principal)
  dieAt(4)
  await expect(applyRestore(world.ports, ID, { phase: 'create' })).rejects.toThrow('the process ended')
  world.lambda.onWrite = () => {}
}

describe('a restore that was broken off', () => {
  test.each([undefined, EXECUTION])(
    'is found once it is silent for longer than any is, by %s',
    async (by) => {
      await brokenOff(by)
      expect(await audited(48)).toMatchObject({ state: 'passed', findings: [] })
      const { state, findings } = await audited(50)
      expect(state).toBe('failed')
      expect(findings.map(({ subject }) => subject)).toEqual([ID])
      expect(findings[0]?.what).toMatch(
        /^it was begun, nobody knows how it ended, and what it did stands as it is; [1-9]\d* of \d+ steps done: eu-west-1\/orders \(.+\)\. The last sign of it is of .+, 50 h ago\.$/,
      )
    },
  )

  test('is over once it was gone on with to its end', async () => {
    await brokenOff(EXECUTION)
    await applyRestore(world.ports, ID, { phase: 'create' })
    await completeRestore(world.ports, ID)
    expect((await audited(50)).state).toBe('passed')
  })

  test('is over once it was taken back', async () => {
    await brokenOff()
    await undoRestore(world.ports, ID)
    expect((await audited(50)).state).toBe('passed')
  })

  test('is over once people know how it ended, whatever came of it', async () => {
    await brokenOff()
    await keepEnd(world.ports, ID, 'failed')
    expect((await audited(50)).state).toBe('passed')
    const held = world.store.objects.get(restoreEndKey(ID))!
    world.store.objects.set(restoreEndKey(ID), { ...held, bytes: Buffer.from('{') })
    expect((await audited(50)).state).toBe('failed')
  })

  test('is found again when taking it back was broken off after people knew of its end', async () => {
    await plan()
    await carryOutRestore(world.ports, ID)
    await keepEnd(world.ports, ID, 'restored')
    expect((await audited(50)).state).toBe('passed')
    dieAt(3)
    await expect(undoRestore(world.ports, ID)).rejects.toThrow('the process ended')
    expect((await audited(50)).findings[0]?.what).toMatch(/ steps done, [1-9]\d* taken back: /)
  })

  test('is found again when a step that was begun before was being done again', async () => {
    await brokenOff()
    await keepEnd(world.ports, ID, 'failed')
    world.clock.advance(HOUR)
    dieAt(1)
    await expect(applyRestore(world.ports, ID, { phase: 'create' })).rejects.toThrow('the process ended')
    expect((await audited(50)).findings[0]?.what).toContain('nobody knows how it ended')
  })

  test.each(['restored', 'failed'] as const)(
    'is found again when nothing was taken back yet, and the first step of that was under way: %s',
    async (state) => {
      await plan()
      await carryOutRestore(world.ports, ID)
      await keepEnd(world.ports, ID, state)
      world.clock.advance(HOUR)
      const { store } = world
      const write: typeof store.write = async (key, ...rest) => {
        if (key.endsWith('-undone.json')) throw new Error('the process ended')
        return await store.write(key, ...rest)
      }
      const dying = { ...world.ports, store: { ...store, write } }
      await expect(undoRestore(dying, ID)).rejects.toThrow('the process ended')
      expect((await audited(50)).findings[0]?.what).toMatch(/ steps done: /)
    },
  )

  test('stays over when it could not be taken up again', async () => {
    await brokenOff()
    await undoRestore(world.ports, ID)
    await keepEnd(world.ports, ID, 'undone')
    world.clock.advance(HOUR)
    await expect(applyRestore(world.ports, ID, { phase: 'create' })).rejects.toThrow('was undone')
    expect((await audited(50)).state).toBe('passed')
  })

  test('is not looked for once nobody goes on with it any more', async () => {
    await brokenOff()
    expect(await audited(31 * 24)).toMatchObject({ state: 'not-applicable' })
  })
})

describe('a restore that nobody began', () => {
  test('was asked for, and has no end a day later, is found', async () => {
    await plan(EXECUTION)
    await replaceObject(world.store, approvalTokenKey(ID), Buffer.from('token'))
    expect((await audited(24)).state).toBe('passed')
    const { findings } = await audited(26)
    expect(findings[0]?.what).toContain('nobody agreed to it in time, and it changed nothing')
    await keepEnd(world.ports, ID, 'failed')
    expect((await audited(26)).state).toBe('passed')
  })

  test('is found where an execution planned it, and not where a person did, who saw what came of it', async () => {
    await plan(EXECUTION)
    expect((await audited(50)).findings[0]?.what).toContain('it was planned and never begun')
    world.store.objects.delete(`restores/${ID}/plan.json`)
    await plan()
    expect((await audited(50)).state).toBe('passed')
  })
})

test('how long an execution may take, and wait, is what its state machine says', () => {
  const file = new URL('../../../state-machines/restore.asl.json', import.meta.url)
  const { TimeoutSeconds, States } = JSON.parse(readFileSync(file, 'utf8')) as {
    TimeoutSeconds: number
    States: { AskApproval: { TimeoutSeconds: number } }
  }
  expect([EXECUTION_LIMIT, APPROVAL_LIMIT]).toEqual(
    [TimeoutSeconds, States.AskApproval.TimeoutSeconds].map((seconds) => seconds * 1000),
  )
})

test('where nothing was restored there is nothing to judge', async () => {
  expect(await audited(0)).toMatchObject({ state: 'not-applicable' })
})
