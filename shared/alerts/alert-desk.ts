import pLimit from 'p-limit'
import type { WindowRef } from '../model/alert-record.ts'
import type { Alert } from '../model/alert.ts'
import { heldPrefix } from '../vault/alert-layout.ts'
import type { BurstDesk, DeskPorts } from './alert-ports.ts'
import type { Admitted } from './burst-window.ts'
import { SINGLES, admit, heldBack } from './burst-window.ts'
import type { Claim } from './claim.ts'
import { claim, settle } from './claim.ts'
import { digestParts } from './digest-parts.ts'
import { makeDigest } from './make-digest.ts'
import { digestOf } from './messages/digest.ts'
import { stillNews } from './still-news.ts'

/** Records that are read and written at the same time. */
const WRITERS = 16

/**
 * Where people are told: of a problem once until it ended, of an end only where they know of the problem, of what
 * happened once, and of many things of one kind in one digest. docs/alerts.md has the rules; the records are in the
 * vault, under `alerts/`.
 */
export function createAlertDesk(ports: DeskPorts): BurstDesk {
  return {
    tell: (alerts) => tell(ports, alerts),
    flush: (window) => flush(ports, window),
  }
}

async function tell(ports: DeskPorts, alerts: readonly Alert[]): Promise<void> {
  const each = [...new Map(alerts.map((alert) => [alert.key, alert])).values()]
  const claims = await pLimit(WRITERS).map(each, async (alert) => claim(ports, alert))
  const news = claims.filter((one) => one !== undefined)
  const groups = Map.groupBy(news, ({ alert }) => `${alert.account} ${alert.kind} ${alert.state}`)
  const told = await Promise.allSettled([...groups.values()].map(async (group) => tellGroup(ports, group)))
  const failed = told.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

/** Tells alerts of one kind, state and account. All are tried, whatever becomes of one. */
async function tellGroup(ports: DeskPorts, group: readonly Claim[]): Promise<void> {
  const { singles, held } = await admitted(ports, group)
  await pLimit(WRITERS).map(held, async (one) => settle(ports, one))
  if (singles.length > SINGLES) return await tellTogether(ports, singles)
  const told = await Promise.allSettled(singles.map(async (one) => tellOne(ports, one)))
  const failed = told.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

async function admitted(ports: DeskPorts, group: readonly Claim[]): Promise<Admitted<Claim>> {
  const { flushLater, log } = ports
  const [first, ...others] = group
  const everything = { singles: group, held: [] }
  if (flushLater === undefined || first === undefined) return everything
  try {
    return await admit({ ...ports, flushLater }, [first, ...others])
  } catch (error) {
    log.error('nothing can be held back: all is told now', { kind: first.alert.kind, error })
    return everything
  }
}

async function tellOne(ports: DeskPorts, one: Claim): Promise<void> {
  await ports.publish(one.alert)
  await settle(ports, one)
}

async function tellTogether(ports: DeskPorts, group: readonly Claim[]): Promise<void> {
  const parts = digestParts(group)
  for (const [n, part] of parts.entries()) {
    const [first, ...others] = part
    const alerts = [first.alert, ...others.map(({ alert }) => alert)] as const
    await ports.publish(await makeDigest(ports, alerts, { number: n + 1, of: parts.length }))
    await pLimit(WRITERS).map(part, async (one) => settle(ports, one))
  }
}

async function flush(ports: DeskPorts, window: WindowRef): Promise<void> {
  const held = await heldBack(ports, window)
  // Divided before anything is left out: what was told as one part is the same part when all is asked for again.
  const parts = digestParts(held.map((alert) => ({ alert })))
  const { account, kind, state, opened } = window
  for (const [n, all] of parts.entries()) {
    const [first, ...others] = await stillNews(
      ports,
      all.map(({ alert }) => alert),
    )
    if (first === undefined) continue
    const alerts = [first, ...others] as const
    const part = { number: n + 1, of: parts.length }
    const key = `digest:${account}:${kind}:${state}:${opened}:${part.number}`
    const { url: vaultUrl } = ports.store
    const place = { vaultUrl, whole: `${vaultUrl}/${heldPrefix(window)}` }
    await tellDigest(ports, { ...digestOf(alerts, part, place), key })
  }
}

/** Tells a digest of what was held back once. It is no problem that people know of, though it may tell of ends. */
async function tellDigest(ports: DeskPorts, digest: Alert): Promise<void> {
  const claimed = await claim(ports, { ...digest, state: 'once' })
  if (claimed === undefined) return
  await ports.publish(digest)
  await settle(ports, claimed)
}
