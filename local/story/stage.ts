import type { Vault } from '../../shared/ports.ts'
import type { ResourceRef } from '../../shared/model/resource.ts'
import type { Clients } from '../clients.ts'
import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import type { Estate } from '../estate.ts'
import type { GatewayControl } from '../gateway/settings.ts'

/** What the scenes act on and look at. */
export interface Stage {
  readonly clients: Clients
  readonly gateway: Pick<GatewayControl, 'trail'>
  readonly vault: Vault
  readonly estate: Estate
  readonly changesQueue: string
  readonly deadLetters: string
  /** Log group of on-change. */
  readonly logGroup: string
  /** Tells the audience one fact. */
  say(fact: string): void
}

/** One act of the story. It throws when what it shows does not happen. */
export interface Scene {
  readonly name: string
  /** What it shows, for people. */
  readonly title: string
  play(stage: Stage): Promise<void>
}

/** A function of the estate, as the vault knows it. */
export function functionRef(name: string): ResourceRef {
  return { account: ACCOUNT, zone: HUB_REGION, kind: 'function', name }
}
