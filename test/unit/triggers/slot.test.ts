import { describe, expect, test } from '@jest/globals'
import { TriggerTakenError } from '../../../shared/errors.ts'
import type { Slot } from '../../../shared/triggers/slot.ts'
import { fillSlot, giveBack, isLeftBehind } from '../../../shared/triggers/slot.ts'
import { targetOf } from './kinds/kind-under-test.ts'

const was = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const wanted = `${was}-2`
const claim = { name: 'GET /orders', was, wanted, value: wanted }

/** A slot in memory. */
function slotOf(holds: string | undefined) {
  const state = { holds }
  const slot = (): Slot => ({
    holds: state.holds,
    value: state.holds,
    set: async (value) => void (state.holds = value),
    clear: async () => void (state.holds = undefined),
  })
  return { state, slot }
}

describe('a slot', () => {
  test.each([[undefined], [was], [`${was}:7`], [`${wanted}:live`]])(
    'that holds %s is given to the restored function, and given back',
    async (held) => {
      const { state, slot } = slotOf(held)
      const done = await fillSlot(slot(), claim)
      expect(state.holds).toBe(wanted)
      await giveBack(slot(), done)
      expect(state.holds).toBe(held)
    },
  )

  test('that holds the restored function is not written, and not taken back', async () => {
    const { state, slot } = slotOf(wanted)
    const done = await fillSlot(slot(), claim)
    expect(done).toEqual({})
    await giveBack(slot(), done)
    expect(state.holds).toBe(wanted)
  })

  test('that somebody gave to another function is left alone', async () => {
    const { state, slot } = slotOf('arn:aws:lambda:eu-west-1:123456789012:function:other')
    await expect(fillSlot(slot(), claim)).rejects.toThrow(TriggerTakenError)
    expect(state.holds).toContain('other')
  })

  test('that was changed after the restore is not given back', async () => {
    const { state, slot } = slotOf(was)
    const done = await fillSlot(slot(), claim)
    state.holds = 'something else'
    await giveBack(slot(), done)
    expect(state.holds).toBe('something else')
  })

  test('that is gone needs no giving back', async () => {
    await expect(giveBack(undefined, { after: wanted })).resolves.toBeUndefined()
  })
})

describe('a source', () => {
  const trigger = {
    kind: 'rest-api',
    source: 'arn:aws:execute-api:eu-west-1:123456789012:a1',
    invokes: was,
    settings: {},
  }

  test('of the region that the function leaves is left behind, unless it is mapped', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    expect(isLeftBehind(trigger, targetOf({}))).toBe(false)
    expect(isLeftBehind(trigger, targetOf({ region: 'eu-west-2' }))).toBe(true)
    expect(isLeftBehind(trigger, targetOf({ account: '210987654321' }))).toBe(true)
    expect(isLeftBehind(trigger, targetOf({ region: 'eu-west-2', map }))).toBe(false)
  })

  test('that was somewhere else before is not', () => {
    const far = { ...trigger, source: trigger.source.replace('eu-west-1', 'us-east-1') }
    expect(isLeftBehind(far, targetOf({ region: 'eu-west-2' }))).toBe(false)
  })
})
