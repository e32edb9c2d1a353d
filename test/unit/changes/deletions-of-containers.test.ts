import { expect, test } from '@jest/globals'
import { concernedFinder } from '../../../shared/changes/find-concerned.ts'
import { readChange } from '../../../shared/changes/read-change.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import { TRIGGER_KINDS } from '../../../shared/triggers/find-kinds.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { HELLO } from '../../fakes/points.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const PLACE = `eu-west-1:${HELLO.account}`

/** What CloudTrail records of a deletion, and a trigger that is gone, or does nothing any more, by it. */
type Deletion = [service: string, eventName: string, request: object, kind: string, source: string]

// Members as the API references of the services name them, in the case that CloudTrail gives to all of them.
const DELETIONS: Deletion[] = [
  [
    'config',
    'DeleteConfigRule',
    { configRuleName: 'tagged' },
    'config-rule',
    'config-rule/config-rule-abc123',
  ],
  [
    'scheduler',
    'DeleteScheduleGroup',
    { name: 'shop', clientToken: '6b1c6f0e-9b6c-4d0c-8d3e-0a6f8d1b2c3d' },
    'eventbridge-schedule',
    'schedule/shop/nightly',
  ],
  [
    'ses',
    'DeleteReceiptRuleSet',
    { ruleSetName: 'inbox' },
    'ses-receipt-rule',
    'receipt-rule-set/inbox:receipt-rule/bills',
  ],
  [
    'ses',
    'SetActiveReceiptRuleSet',
    { ruleSetName: 'holidays' },
    'ses-receipt-rule',
    'receipt-rule-set/inbox:receipt-rule/bills',
  ],
  ['lex', 'DeleteBot', { botId: 'BOT1', skipResourceInUseCheck: true }, 'lex-bot', 'bot-alias/BOT1/LIVE'],
]

test.each(DELETIONS)(
  '%s: %s leads to the function whose trigger goes with what it names',
  async (service, eventName, requestParameters, name, resource) => {
    const vault = createVault({
      store: createMemoryStore(),
      clock: { now: () => new Date(0), sleep: async () => {} },
      newId: () => 'new',
    })
    const settings: JsonObject = { ConfigRuleName: 'tagged' }
    const source = `arn:aws:${service}:${PLACE}:${resource}`
    const kind = TRIGGER_KINDS.find((one) => one.name === name)
    const keys = kind?.alsoUnder?.({ source, settings }) ?? []
    for (const key of keys) await vault.noteSource(HELLO, key)
    const body = trailEvent({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters })
    const reading = readChange(body, { account: HELLO.account, kinds: TRIGGER_KINDS })
    expect(reading).toMatchObject({ type: 'source-change', named: [] })
    if (reading.type !== 'source-change') return
    const concerned = await concernedFinder(vault, HELLO.account)(reading)
    expect(concerned.map((change) => change.resource)).toEqual([HELLO])
  },
)
