import type { ObjectStore } from '../../shared/ports/object-store.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import type { ResourceRef } from '../../shared/model/resource.ts'
import type { BuiltCli } from '../built-cli.ts'
import type { Clients } from '../clients.ts'
import { ACCOUNT, HUB_REGION } from '../emulator/environment.ts'
import type { ClientsIn, Estate } from '../estate.ts'
import type { GatewayControl } from '../gateway/settings.ts'
import type { People } from '../people.ts'

/** What the scenes act on and look at. */
export interface Stage {
  readonly clients: Clients
  /** The clients of any region. */
  readonly inRegion: ClientsIn
  readonly gateway: Pick<GatewayControl, 'calls' | 'setFaults' | 'setRegions' | 'trail'>
  readonly vault: Vault
  /** The objects beneath the vault: reports of runs are there. */
  readonly store: ObjectStore
  readonly estate: Estate
  /** `holdfast`, as an operator has it. */
  readonly cli: BuiltCli
  readonly changesQueue: string
  readonly deadLetters: string
  /** ARN of the backup state machine. */
  readonly stateMachine: string
  /** ARN of the audit's state machine. */
  readonly auditMachine: string
  /** ARN of the bus that all regions send to. */
  readonly hubBus: string
  /** Queue that gets every alert. */
  readonly onCall: string
  /** Log group of on-change. */
  readonly logGroup: string
  /** Those who are told by e-mail and by Slack. */
  readonly people: Omit<People, 'parameters' | 'close'>
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
export function functionRef(name: string, region: string = HUB_REGION): ResourceRef {
  return { account: ACCOUNT, zone: region, kind: 'function', name }
}
